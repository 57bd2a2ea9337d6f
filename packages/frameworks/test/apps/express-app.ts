/** An Express application as people write them: both major versions run it. */

import { createRequire } from "node:module";
import { Readable } from "node:stream";
import type { Express, NextFunction, Request, Response } from "express";
import { observe } from "../transcript.ts";
import { serveRaw } from "./raw-routes.ts";

const require = createRequire(import.meta.url);

// Packages without declarations.
const compression = require("compression");
const session = require("express-session");
const multer = require("multer");

/** Makes the application with one version of Express. */
export function createExpressApp(version: "express" | "express4"): Express {
  const express = version === "express" ? require("express") : require("express4");
  const app: Express = express();
  app.use((request, response, next) => {
    observe(request, response);
    next();
  });
  app.use((request, response, next) => (request.path.startsWith("/raw/") ? serveRaw(request, response) : next()));
  app.use(compression({ threshold: 100 }));
  app.use(session({ secret: "s", resave: false, saveUninitialized: true, genid: () => "fixed" }));
  app.use(express.json(), express.urlencoded({ extended: false }), express.text());
  app.all("/echo", (request, response) => {
    response.json({
      method: request.method,
      body: request.body,
      query: request.query,
      ip: typeof request.ip,
      secure: request.secure,
    });
  });
  app.all("/json", (_request, response) => void response.json({ name: "Ada", list: [1, 2, 3] }));
  app.all("/text", (_request, response) => void response.send("text"));
  app.all("/large", (_request, response) => void response.send("large ".repeat(2000)));
  app.all("/nothing", (_request, response) => void response.sendStatus(204));
  app.all("/redirect", (_request, response) => response.redirect("/elsewhere"));
  app.all(
    "/cookies",
    (_request, response) => void response.cookie("a", "1").cookie("b", "2", { httpOnly: true }).end(),
  );
  app.all("/stream", (_request, response) => void Readable.from(["one", "two", "three"]).pipe(response));
  app.all("/error", () => {
    throw Object.assign(new Error("broken"), { status: 409 });
  });
  app.all("/rejected", (_request, _response, next) => void Promise.reject(new Error("rejected")).catch(next));
  app.all("/session", (request, response) => {
    const visitor = (request as unknown as { session: { visits?: number } }).session;
    visitor.visits = (visitor.visits ?? 0) + 1;
    response.json({ first: visitor.visits === 1 });
  });
  const uploads = multer({ storage: multer.memoryStorage() });
  app.post("/upload", uploads.single("file"), (request, response) => {
    const file = (request as unknown as { file: { originalname: string; buffer: Buffer } }).file;
    response.json({ body: request.body, name: file.originalname, text: file.buffer.toString() });
  });
  app.use((error: Error & { status?: number }, _request: Request, response: Response, _next: NextFunction) => {
    response.status(error.status ?? 500).json({ error: error.message });
  });
  return app;
}
