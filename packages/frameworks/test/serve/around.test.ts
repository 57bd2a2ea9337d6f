/** Contracts behind what apps put around them: routers, compression, headers and CORS of their own. */

import { createServer, type RequestListener } from "node:http";
import { createRequire } from "node:module";
import fastifyCors from "@fastify/cors";
import { serve as serveHono } from "@hono/node-server";
import { type Application, createClient, createClientClass } from "@seamline/core";
import { createHttpTransport } from "@seamline/http";
import { ask, requestText } from "@seamline/test-support";
import express from "express";
import fastify from "fastify";
import { Hono } from "hono";
import { compress as honoCompress } from "hono/compress";
import { cors as honoCors } from "hono/cors";
import Koa from "koa";
import { describe, expect, it, vi } from "vitest";
import { serveContracts as serveExpress } from "../../src/express.ts";
import { serveContracts as serveFastify } from "../../src/fastify.ts";
import { serveContracts as serveInHono } from "../../src/hono.ts";
import { serveContracts as serveKoa } from "../../src/koa.ts";
import { type App, listening } from "./apps.ts";
import { createDepot, Depot, depotContract } from "./depot.ts";

const require = createRequire(import.meta.url);
const express4 = require("express4") as typeof express;
const compression = require("compression") as (options: object) => express.RequestHandler;
const koaCompress = require("koa-compress") as (options: object) => Koa.Middleware;

const keys = [{ id: "k1", secret: new Uint8Array(Buffer.alloc(32, 7)) }];
const DepotClient = createClientClass(depotContract);
const origin = "https://shop.example";
const served = { public: {}, internal: {} };

const listener = (handle: RequestListener): Promise<App> => listening(createServer(handle));

function honoServer(app: Hono): Promise<App> {
  return new Promise((resolve) => {
    const server = serveHono({ fetch: app.fetch, port: 0, hostname: "127.0.0.1" }, () =>
      resolve(listening(server as ReturnType<typeof createServer>)),
    );
  });
}

/** Makes an app around the contracts of one application. */
type Around = (application: Application) => Promise<App>;

async function within(open: Around, use: (app: App, depot: Depot) => Promise<void>): Promise<void> {
  const depot = new Depot();
  const application = createDepot(depot);
  const app = await open(application);
  try {
    await use(app, depot);
  } finally {
    depot.reset();
    await app[Symbol.asyncDispose]();
    await application.stop();
  }
}

const mounts: Readonly<Record<string, Around>> = {
  "Express 5": (application) => listener(express().use("/api", serveExpress(application, served))),
  "Express 4": (application) => listener(express4().use("/api", serveExpress(application, served))),
  "a router of a router of Express": (application) => {
    const inner = express.Router().use("/api", serveExpress(application, served));
    return listener(express().use("/shops/:shop", express.Router().use("/v1", inner)));
  },
  "Hono, with the option prefix": (application) => {
    const contracts = serveInHono(application, { ...served, prefix: "/api" });
    return honoServer(new Hono().use("/api/*", contracts));
  },
};

describe("a mount of contracts in", () => {
  it.each(Object.entries(mounts))("%s serves callers from outside, and signed ones", async (name, open) => {
    const errors = vi.spyOn(console, "error"); // of frameworks that fail after the response
    await within(open, async (app) => {
      const base = name.startsWith("a router") ? "/shops/7/v1/api" : "/api";
      expect(await ask(app.url, requestText("GET", `${base}/depot/items?tag=x`))).toMatchObject({ body: '["a","x"]' });
      expect(await ask(app.url, requestText("GET", "/depot/items"))).toMatchObject({ status: 404 });
      expect(await ask(app.url, requestText("GET", base))).toMatchObject({ status: 404 });
      for (const options of [{ keys }, { keys, batch: 8 }]) {
        const transport = createHttpTransport(new URL(base, app.url).href, options);
        const client = createClient(DepotClient, transport);
        const calls = [client.secret({ code: "é" }), client.look({ id: "a/b +%" }), client.look({ id: "a/../b" })];
        expect(await Promise.all(calls)).toEqual(["gold", "gold", "gold"]);
        await transport.close?.();
      }
    });
    expect(errors).not.toHaveBeenCalled();
    errors.mockRestore();
  });

  it.each([
    [
      "a prefix at register",
      (application: Application) => {
        const app = fastify();
        app.register(serveFastify(application, served), { prefix: "/api" });
        return app;
      },
    ],
    [
      "a scope with a prefix",
      (application: Application) => {
        const app = fastify();
        app.register(async (scope) => void scope.register(serveFastify(application, served)), { prefix: "/api" });
        return app;
      },
    ],
  ])("Fastify is refused with %s, which would not apply", async (_name, create) => {
    const application = createDepot(new Depot());
    const ready = Promise.resolve(create(application).ready()).then(() => "ready");
    await expect(ready).rejects.toThrow(/serveContracts.*prefix/s);
    await application.stop();
  });
});

const compressed: Readonly<Record<string, Around>> = {
  Express: (application) => listener(express().use(compression({ threshold: 0 }), serveExpress(application, served))),
  Koa: (application) => {
    const app = new Koa().use(koaCompress({ threshold: 0 })).use(serveKoa(application, served));
    return listener(app.callback());
  },
  Hono: (application) => honoServer(new Hono().use(honoCompress({ threshold: 0 }), serveInHono(application, served))),
};

describe("compression before contracts, in", () => {
  it.each(Object.entries(compressed))("%s leaves calls and streams readable", async (name, open) => {
    await within(open, async (app) => {
      const transport = createHttpTransport(app.url.href, { keys });
      const client = createClient(DepotClient, transport);
      expect(await client.large({})).toHaveLength(200_000);
      const numbers: number[] = [];
      for await (const number of client.numbers({ count: 3_000 })) numbers.push(number);
      expect(numbers).toHaveLength(3_000);
      await transport.close?.();
      const large = await fetch(new URL("/depot/large", app.url), { headers: { "accept-encoding": "gzip" } });
      expect(await large.json()).toHaveLength(200_000);
      if (name === "Express") expect(large.headers.get("content-encoding")).toBe("gzip");
    });
  });

  it.each(Object.entries(compressed))("%s holds no item of a stream back", async (_name, open) => {
    await within(open, async (app, depot) => {
      for (const accept of ["application/x-ndjson", "text/event-stream"]) {
        depot.reset();
        const ended = new AbortController();
        const headers = { accept, "accept-encoding": "gzip" };
        const response = await fetch(new URL("/depot/watch", app.url), { headers, signal: ended.signal });
        const { value } = (await response.body?.getReader().read()) ?? {};
        expect(Buffer.from(value ?? []).toString()).toContain("1");
        ended.abort();
        await depot.aborted.promise;
      }
    });
  });
});

const withHeaders: Readonly<Record<string, Around>> = {
  Express: (application) => {
    const add: express.RequestHandler = (_req, res, next) => {
      res.set({ "x-frame-options": "DENY" }).cookie("a", "1").cookie("b", "2");
      next();
    };
    return listener(express().use(add, serveExpress(application, served)));
  },
  Fastify: async (application) => {
    const app = fastify();
    app.addHook("onRequest", async (_request, reply) => {
      reply.header("x-frame-options", "DENY").header("set-cookie", ["a=1", "b=2"]);
    });
    app.register(serveFastify(application, served));
    await app.listen({ port: 0, host: "127.0.0.1" });
    return listening(app.server);
  },
  Koa: (application) => {
    const app = new Koa().use((ctx, next) => {
      ctx.set("x-frame-options", "DENY");
      ctx.append("set-cookie", ["a=1", "b=2"]);
      return next();
    });
    return listener(app.use(serveKoa(application, served)).callback());
  },
  Hono: (application) => {
    const app = new Hono().use(async (c, next) => {
      c.header("x-frame-options", "DENY");
      for (const cookie of ["a=1", "b=2"]) c.header("set-cookie", cookie, { append: true });
      await next();
    });
    return honoServer(app.use(serveInHono(application, served)));
  },
};

describe("headers of the app's middleware, in", () => {
  it.each(Object.entries(withHeaders))("%s, stand in the responses of contracts", async (_name, open) => {
    await within(open, async (app) => {
      for (const path of ["/depot/items", "/depot/numbers?count=1", "/depot/numbers?count=x"]) {
        const { headers } = await fetch(new URL(path, app.url));
        expect(headers.get("x-frame-options"), path).toBe("DENY");
        expect(headers.getSetCookie().map((cookie) => cookie.split(";")[0])).toEqual(["a=1", "b=2"]);
        expect(headers.get("content-type"), path).toMatch(/json/);
      }
    });
  });
});

const withCors: Readonly<Record<string, Around>> = {
  Fastify: async (application) => {
    const app = fastify();
    await app.register(fastifyCors, { origin });
    app.register(serveFastify(application, served));
    await app.listen({ port: 0, host: "127.0.0.1" });
    return listening(app.server);
  },
  Hono: (application) => honoServer(new Hono().use(honoCors({ origin }), serveInHono(application, served))),
};

describe("the app's own CORS, in", () => {
  it.each(Object.entries(withCors))("%s, lets scripts call contracts", async (_name, open) => {
    await within(open, async (app) => {
      const asked = [`origin: ${origin}`, "access-control-request-method: PUT"];
      const preflight = await ask(app.url, requestText("OPTIONS", "/depot/items/a", asked));
      expect(preflight.status).toBe(204);
      expect(preflight.headers.get("access-control-allow-origin")).toBe(origin);
      const called = await ask(app.url, requestText("GET", "/depot/items", [`origin: ${origin}`]));
      expect(called).toMatchObject({ status: 200, body: '["a"]' });
      expect(called.headers.get("access-control-allow-origin")).toBe(origin);
    });
  });
});
