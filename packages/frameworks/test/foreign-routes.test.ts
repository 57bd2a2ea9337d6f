/**
 * One contract in front of the same routes in Express 4, Express 5, Fastify, Hono and Koa, over real
 * sockets: what each framework makes of a plain handler is read alike.
 */

import { once } from "node:events";
import { createServer, type RequestListener } from "node:http";
import { createRequire } from "node:module";
import type { AddressInfo } from "node:net";
import { getRequestListener } from "@hono/node-server";
import { createClient, defineContract } from "@seamline/core";
import { createHttpTransport } from "@seamline/http";
import express, { type Express } from "express";
import fastify from "fastify";
import { Hono } from "hono";
import Koa from "koa";
import { describe, expect, it } from "vitest";
import { z } from "zod";

const Order = z.object({ id: z.int(), note: z.string().nullable() });

const shop = defineContract("shop", {
  operations: {
    getOrder: {
      http: "GET /orders/{id}",
      input: z.object({ id: z.int() }),
      output: Order,
      errors: {
        orderNotFound: { code: "not_found", details: z.object({ id: z.int() }) },
        orderArchived: { code: "failed_precondition", status: 410 },
      },
    },
    addOrder: { http: "POST /orders", input: Order, output: Order },
    removeOrder: { http: "DELETE /orders/{id}", input: z.object({ id: z.int() }) },
    findNote: { http: "GET /note", output: z.string().nullable() },
    greet: { http: "GET /greeting", output: z.string() },
    moved: { http: "GET /moved", output: Order },
    crash: { http: "GET /crash", output: Order },
    missing: { http: "GET /missing", output: Order },
  },
});

// It has the types of Express 5 here: what the routes use is in both.
const express4 = createRequire(import.meta.url)("express4") as typeof express;

const secret = "a secret of the handler";

function routeExpress(app: Express): RequestListener {
  app.get("/orders/:id", (request, response) => {
    const id = Number(request.params.id);
    if (id === 404) return void response.status(404).json({ id, message: "not here" });
    if (id === 410) return void response.sendStatus(410);
    response.json({ id, note: null, internal: true });
  });
  app.post("/orders", express.json(), (request, response) => void response.status(201).json(request.body));
  app.delete("/orders/:id", (_request, response) => void response.sendStatus(204));
  app.get("/note", (_request, response) => void response.json(null));
  app.get("/greeting", (_request, response) => void response.type("text/plain").send("grüezi"));
  app.get("/moved", (_request, response) => void response.redirect("/orders/1?token=x"));
  app.get("/crash", () => {
    throw new Error(secret);
  });
  return app;
}

const frameworks: Readonly<Record<string, () => RequestListener | Promise<RequestListener>>> = {
  "Express 4": () => routeExpress(express4()),
  "Express 5": () => routeExpress(express()),
  async "Fastify 5"() {
    const app = fastify();
    app.get<{ Params: { id: string } }>("/orders/:id", (request, reply) => {
      const id = Number(request.params.id);
      if (id === 404) return reply.code(404).send({ id, message: "not here" });
      if (id === 410) return reply.code(410).send();
      return { id, note: null, internal: true };
    });
    app.post("/orders", (request, reply) => reply.code(201).send(request.body));
    app.delete("/orders/:id", (_request, reply) => reply.code(204).send());
    app.get("/note", (_request, reply) => reply.type("application/json").send("null"));
    app.get("/greeting", (_request, reply) => reply.type("text/plain; charset=utf-8").send("grüezi"));
    app.get("/moved", (_request, reply) => reply.redirect("/orders/1?token=x"));
    app.get("/crash", () => {
      throw new Error(secret);
    });
    await app.ready();
    return app.routing;
  },
  "Hono 4"() {
    const app = new Hono();
    app.get("/orders/:id", (context) => {
      const id = Number(context.req.param("id"));
      if (id === 404) return context.json({ id, message: "not here" }, 404);
      return id === 410 ? context.body(null, 410) : context.json({ id, note: null, internal: true });
    });
    app.post("/orders", async (context) => context.json(await context.req.json(), 201));
    app.delete("/orders/:id", (context) => context.body(null, 204));
    app.get("/note", (context) => context.json(null));
    app.get("/greeting", (context) => context.text("grüezi"));
    app.get("/moved", (context) => context.redirect("/orders/1?token=x"));
    app.get("/crash", () => {
      throw new Error(secret);
    });
    app.onError((_error, context) => context.text("Internal Server Error", 500));
    return getRequestListener(app.fetch);
  },
  "Koa 3"() {
    const app = new Koa();
    app.silent = true;
    app.use(async (context) => {
      const id = Number(/^\/orders\/(\d+)$/.exec(context.path)?.[1]);
      if (context.method === "DELETE") context.status = 204;
      else if (context.method === "POST") {
        context.type = "json";
        context.body = context.req;
        context.status = 201;
      } else if (id === 404) {
        context.status = 404;
        context.body = { id, message: "not here" };
      } else if (id === 410) context.status = 410;
      else if (id > 0) context.body = { id, note: null, internal: true };
      else if (context.path === "/note") {
        context.type = "json";
        context.body = "null";
      } else if (context.path === "/greeting") context.body = "grüezi";
      else if (context.path === "/moved") context.redirect("/orders/1?token=x");
      else if (context.path === "/crash") throw new Error(secret);
    });
    return app.callback();
  },
};

describe.each(Object.entries(frameworks))("a contract in front of routes in %s", (_name, create) => {
  it("reads outputs, errors, redirects and pages", async () => {
    const server = createServer(await create()).listen(0, "127.0.0.1");
    await once(server, "listening");
    const transport = createHttpTransport(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, {
      foreign: true,
    });
    const client = createClient(shop, transport);
    try {
      expect(await client.getOrder({ id: 1 })).toEqual({ id: 1, note: null });
      expect(await client.addOrder({ id: 2, note: "ü" })).toEqual({ id: 2, note: "ü" });
      expect(await client.removeOrder({ id: 1 })).toBeUndefined();
      expect(await client.findNote()).toBeNull();
      expect(await client.greet()).toBe("grüezi");
      await expect(client.getOrder({ id: 404 })).rejects.toMatchObject({
        reason: "orderNotFound",
        details: { id: 404 },
      });
      await expect(client.getOrder({ id: 410 })).rejects.toMatchObject({ reason: "orderArchived" });
      const moved = expect(client.moved()).rejects;
      await moved.toMatchObject({
        code: "internal",
        message: expect.stringMatching(/redirect \(status 302\) to "\/orders\/1";/),
      });
      const crash: unknown = await client.crash().catch((reason: unknown) => reason);
      expect(crash).toMatchObject({ code: "unknown", reason: undefined });
      expect(String(crash)).not.toContain(secret);
      await expect(client.missing()).rejects.toMatchObject({ code: "unimplemented", reason: undefined });
    } finally {
      await transport.close?.();
      server.closeAllConnections();
      server.close();
    }
  });
});
