/** A Hono application as people write them. */

import { Hono } from "hono";
import { compress } from "hono/compress";
import { setCookie } from "hono/cookie";
import { stream } from "hono/streaming";

/** Makes the application. */
export function createHonoApp(): Hono {
  const app = new Hono();
  app.use("/large", compress());
  app.all("/echo", async ({ req, json }) => {
    const bytes = (await req.arrayBuffer()).byteLength;
    const headers = Object.fromEntries(
      Object.entries(req.header()).filter(
        ([name]) => !/^(?:host|connection|x-case|content-length|transfer-encoding)$/.test(name),
      ),
    );
    return json({ method: req.method, path: req.path, query: req.queries(), bytes, headers });
  });
  app.all("/json", (context) => context.json({ name: "Ada", list: [1, 2, 3] }));
  app.all("/text", (context) => context.text("text"));
  app.all("/large", (context) => context.text("large ".repeat(2000)));
  app.all("/nothing", (context) => context.body(null, 204));
  app.all("/redirect", (context) => context.redirect("/elsewhere"));
  app.all("/cookies", (context) => {
    setCookie(context, "a", "1");
    setCookie(context, "b", "2", { httpOnly: true });
    return context.text("");
  });
  app.all("/stream", (context) =>
    stream(context, async (out) => {
      for (const word of ["one", "two", "three"]) await out.write(word);
    }),
  );
  app.all("/error", () => {
    throw new Error("broken");
  });
  app.all("/rejected", () => Promise.reject(new Error("rejected")));
  app.all("/session", (context) => context.json({ cookie: context.req.header("cookie") ?? null }));
  app.all("/status/:code", ({ req }) => new Response(null, { status: Number(req.param("code")) }));
  app.all("/big/:bytes", (context) => context.body("x".repeat(Number(context.req.param("bytes")))));
  app.post(
    "/pipe",
    ({ req }) => new Response(req.raw.body, { headers: { "content-type": "application/octet-stream" } }),
  );
  app.post("/upload", async ({ req, json }) => {
    const { name, file } = await req.parseBody();
    return json({ name, file: file instanceof File ? [file.name, await file.text()] : null });
  });
  app.onError((error, context) => context.json({ error: error.message }, 500));
  return app;
}
