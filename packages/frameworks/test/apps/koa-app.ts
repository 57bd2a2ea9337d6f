/** A Koa application as people write them. */

import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import Koa from "koa";
import { observe } from "../transcript.ts";
import { serveRaw } from "./raw-routes.ts";

const routes: Readonly<Record<string, (context: Koa.Context) => unknown>> = {
  async "/echo"({ request, req, response }) {
    const body = await buffer(req);
    response.body = {
      method: request.method,
      bytes: body.length,
      query: request.query,
      ip: typeof request.ip,
      secure: request.secure,
    };
  },
  "/json": (context) => (context.body = { name: "Ada", list: [1, 2, 3] }),
  "/text": (context) => (context.body = "text"),
  "/large": (context) => (context.body = "large ".repeat(2000)),
  "/nothing": (context) => (context.status = 204),
  "/redirect": (context) => context.redirect("/elsewhere"),
  "/cookies": (context) => {
    context.cookies.set("a", "1");
    context.cookies.set("b", "2");
    context.body = "";
  },
  "/stream": (context) => (context.body = Readable.from(["one", "two", "three"])),
  "/error": (context) => context.throw(409, "broken"),
  "/rejected": () => Promise.reject(new Error("rejected")),
  "/session": (context) => (context.body = { cookie: context.cookies.get("none") ?? null }),
  async "/upload"({ req, response }) {
    response.body = (await buffer(req)).toString();
  },
};

/** Makes the application. */
export function createKoaApp(): Koa {
  const app = new Koa();
  app.silent = true;
  app.use(async (context, next) => {
    observe(context.req, context.res);
    if (!context.path.startsWith("/raw/")) return await next();
    context.respond = false;
    serveRaw(context.req, context.res);
  });
  app.use(async (context) => {
    await routes[context.path]?.(context);
  });
  return app;
}
