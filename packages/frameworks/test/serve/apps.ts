/**
 * Existing apps, one per framework and version, each with a session that a header names, routes of
 * its own, one of them at the path of an operation, and a parser of bodies behind the contracts.
 */

import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { createServer as createHttp2Server, type Http2Server } from "node:http2";
import { createRequire } from "node:module";
import type { AddressInfo, Socket } from "node:net";
import { serve as serveHono } from "@hono/node-server";
import { bodyParser } from "@koa/bodyparser";
import type { Application } from "@seamline/core";
import type { ServeOptions } from "@seamline/http/extend";
import express from "express";
import fastify from "fastify";
import { Hono } from "hono";
import Koa from "koa";
import { serve as serveSrvx } from "srvx";
import { serveContracts as serveExpress } from "../../src/express.ts";
import { serveContracts as serveFastify } from "../../src/fastify.ts";
import { serveContracts as serveInHono } from "../../src/hono.ts";
import { type KoaContext, serveContracts as serveKoa } from "../../src/koa.ts";
import { serveContracts as serveNode } from "../../src/node.ts";

/** Express 4 has no types of its own; what is used of it here is as in 5. */
const express4 = createRequire(import.meta.url)("express4") as typeof express;

/** Options without `authenticate`, which the apps add: the user of their session. */
export type AppOptions = ServeOptions<never>;

/** A running app. */
export interface App extends AsyncDisposable {
  readonly url: URL;
}

/** An app of one framework. */
export interface Framework {
  readonly name: string;
  open(application: Application, options: AppOptions): Promise<App>;
}

/** A request after the app's session middleware. */
export interface WithUser extends IncomingMessage {
  user?: string | undefined;
}

/** Adds the principal of the app's session. */
export function withUser<Context>(
  options: AppOptions,
  userOf: (context: Context) => string | undefined,
): ServeOptions<Context> {
  const { public: served, ...rest } = options;
  if (served === undefined) return rest;
  const authenticate = (_request: unknown, context: Context): { id: string; roles: string[] } | undefined => {
    const id = userOf(context);
    return id === undefined ? undefined : { id, roles: ["user"] };
  };
  return { ...rest, public: { ...served, authenticate } };
}

/** The user of a request. */
export const userOf = (req: WithUser): string | undefined => req.user;

/** A server as a running app; starts to listen unless it does. */
export async function listening(server: Server | Http2Server): Promise<App> {
  const sockets = new Set<Socket>();
  server.on("connection", (socket: Socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
  });
  if (!server.listening) await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}`),
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** The routes of a plain node app. */
async function plainRoutes(req: IncomingMessage, res: ServerResponse): Promise<void> {
  const route = `${req.method} ${req.url}`;
  if (route === "GET /own") res.end("own");
  else if (route === "POST /depot/items") {
    res.statusCode = 201;
    res.end("own items");
  } else if (route === "POST /own/echo") {
    const chunks: Buffer[] = [];
    for await (const chunk of req) chunks.push(chunk);
    res.end(JSON.parse(Buffer.concat(chunks).toString()).text);
  } else {
    res.statusCode = 404;
    res.end(`the app has no ${route}`);
  }
}

function plainApp(application: Application, options: AppOptions): (req: IncomingMessage, res: ServerResponse) => void {
  const contracts = serveNode<WithUser>(application, withUser(options, userOf));
  return (req: WithUser, res) => {
    req.user = req.headers["x-user"] as string | undefined;
    contracts(req, res, () => void plainRoutes(req, res));
  };
}

function openExpress(create: typeof express, application: Application, options: AppOptions): Promise<App> {
  const app = create();
  app.use((req: WithUser, _res, next) => {
    req.user = req.headers["x-user"] as string | undefined;
    next();
  });
  app.use(serveExpress<WithUser>(application, withUser(options, userOf)));
  app.use(create.json());
  app.get("/own", (_req, res) => void res.send("own"));
  app.post("/depot/items", (_req, res) => void res.status(201).send("own items"));
  app.post("/own/echo", (req, res) => void res.send(req.body.text));
  app.use((req, res) => void res.status(404).send(`the app has no ${req.method} ${req.url}`));
  return listening(createServer(app));
}

async function openFastify(application: Application, options: AppOptions, app = fastify()): Promise<App> {
  app.addHook("onRequest", async (request) => {
    (request.raw as WithUser).user = request.headers["x-user"] as string | undefined;
  });
  app.register(
    serveFastify(
      application,
      withUser(options, ({ raw }) => userOf(raw)),
    ),
  );
  app.get("/own", async () => "own");
  app.post("/depot/items", async (_request, reply) => reply.code(201).send("own items"));
  app.post<{ Body: { text: string } }>("/own/echo", async ({ body }) => body.text);
  app.setNotFoundHandler((request, reply) => reply.code(404).send(`the app has no ${request.method} ${request.url}`));
  await app.listen({ port: 0, host: "127.0.0.1" });
  return listening(app.server);
}

function honoApp(application: Application, options: AppOptions): Hono {
  const app = new Hono();
  const users = new WeakMap<object, string | undefined>();
  app.use(async (c, next) => {
    users.set(c, c.req.header("x-user"));
    await next();
  });
  app.use(
    serveInHono(
      application,
      withUser(options, (c) => users.get(c)),
    ),
  );
  app.get("/own", (c) => c.text("own"));
  app.post("/depot/items", (c) => c.text("own items", 201));
  app.post("/own/echo", async (c) => c.text((await c.req.json()).text));
  app.notFound((c) => c.text(`the app has no ${c.req.method} ${c.req.path}`, 404));
  return app;
}

function openHono(application: Application, options: AppOptions): Promise<App> {
  const app = honoApp(application, options);
  return new Promise((resolve) => {
    const server = serveHono({ fetch: app.fetch, port: 0, hostname: "127.0.0.1" }, () =>
      resolve(listening(server as Server)),
    );
  });
}

/** A server that knows nothing of Hono but its fetch handler, as those of other runtimes. */
async function openHonoFetch(application: Application, options: AppOptions): Promise<App> {
  const app = honoApp(application, options);
  const server = serveSrvx({ fetch: (request) => app.fetch(request), port: 0, hostname: "127.0.0.1", silent: true });
  await server.ready();
  return listening(server.node?.server as Server);
}

function koaApp(application: Application, options: AppOptions): Koa {
  const app = new Koa();
  app.use(async (ctx, next) => {
    (ctx.req as WithUser).user = ctx.get("x-user") || undefined;
    await next();
  });
  app.use(
    serveKoa(
      application,
      withUser(options, ({ req }: KoaContext) => userOf(req)),
    ),
  );
  app.use(bodyParser());
  app.use((ctx) => {
    const route = `${ctx.method} ${ctx.path}`;
    if (route === "GET /own") ctx.body = "own";
    else if (route === "POST /depot/items") {
      ctx.status = 201;
      ctx.body = "own items";
    } else if (route === "POST /own/echo") ctx.body = (ctx.request as { body?: { text: string } }).body?.text;
    else {
      ctx.status = 404;
      ctx.body = `the app has no ${route}`;
    }
  });
  return app;
}

/** All frameworks over HTTP/1.1. */
export const frameworks: readonly Framework[] = [
  { name: "node", open: async (...given) => listening(createServer(plainApp(...given))) },
  { name: "express 5", open: (...given) => openExpress(express, ...given) },
  { name: "express 4", open: (...given) => openExpress(express4, ...given) },
  { name: "fastify 5", open: (...given) => openFastify(...given) },
  { name: "hono 4", open: openHono },
  { name: "koa 3", open: async (...given) => listening(createServer(koaApp(...given).callback())) },
  { name: "hono 4 as a fetch handler", open: openHonoFetch },
];

/** Apps over HTTP/2 in cleartext: node's interface of it for HTTP/1, alone, in Koa and in Fastify. */
export const http2Frameworks: readonly Framework[] = [
  { name: "node", open: (...given) => listening(createHttp2Server(plainApp(...given) as never)) },
  { name: "koa 3", open: (...given) => listening(createHttp2Server(koaApp(...given).callback())) },
  { name: "fastify 5", open: (...given) => openFastify(...given, fastify({ http2: true }) as never) },
];
