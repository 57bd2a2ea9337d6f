/** A Fastify application as people write them. */

import { Readable } from "node:stream";
import Fastify, { type FastifyInstance } from "fastify";
import { observe } from "../transcript.ts";
import { serveRaw } from "./raw-routes.ts";

/** Makes the application. It is not ready yet. */
export function createFastifyApp(): FastifyInstance {
  const app = Fastify();
  app.addHook("onRequest", async (request, reply) => {
    observe(request.raw, reply.raw);
    if (!request.url.startsWith("/raw/")) return;
    reply.hijack();
    serveRaw(request.raw, reply.raw);
  });
  app.addContentTypeParser(
    ["application/octet-stream", "application/x-www-form-urlencoded"],
    { parseAs: "buffer" },
    (_request, body, done) => done(null, { bytes: body.length }),
  );
  app.addContentTypeParser("multipart/form-data", { parseAs: "string" }, (_request, body, done) =>
    done(null, { text: body }),
  );
  app.all("/raw/*", () => undefined);
  app.all("/echo", async ({ method, body, query, ip, protocol }) => ({ method, body, query, ip: typeof ip, protocol }));
  app.all("/json", async () => ({ name: "Ada", list: [1, 2, 3] }));
  app.all("/text", async () => "text");
  app.all("/large", async () => "large ".repeat(2000));
  app.all("/nothing", (_request, reply) => reply.code(204).send());
  app.all("/redirect", (_request, reply) => reply.redirect("/elsewhere"));
  app.all("/cookies", (_request, reply) => reply.header("set-cookie", ["a=1", "b=2; HttpOnly"]).send());
  app.all("/stream", (_request, reply) => reply.send(Readable.from(["one", "two", "three"])));
  app.all("/error", async () => {
    throw Object.assign(new Error("broken"), { statusCode: 409 });
  });
  app.all("/rejected", () => Promise.reject(new Error("rejected")));
  app.all("/session", async ({ headers }) => ({ cookie: headers.cookie ?? null }));
  app.post("/upload", async ({ body }) => body);
  return app;
}
