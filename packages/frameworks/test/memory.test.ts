import { AsyncLocalStorage } from "node:async_hooks";
import { once } from "node:events";
import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer } from "node:http";
import { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import express from "express";
import Fastify from "fastify";
import { errors } from "undici";
import { describe, expect, it } from "vitest";
import { isInternal } from "../src/index.ts";
import type { App } from "../src/memory/app.ts";
import { dispatchInto } from "../src/memory/dispatch-into.ts";
import type { DispatchController, DispatchHandler, DispatchOptions } from "../src/memory/dispatch-types.ts";

interface Seen {
  readonly status: number;
  readonly body: string;
}

/** One request; rejects as its handler is called. */
function call(app: App, options: Partial<DispatchOptions> = {}, also: DispatchHandler = {}): Promise<Seen> {
  return new Promise((resolve, reject) => {
    let status = 0;
    let body = "";
    dispatchInto(
      app,
      { method: "GET", path: "/", ...options },
      {
        ...also,
        onResponseStart: (_controller, code) => {
          status = code;
        },
        onResponseData(controller, chunk) {
          body += chunk;
          also.onResponseData?.(controller, chunk);
        },
        onResponseEnd: () => resolve({ status, body }),
        onResponseError: (_controller, error) => reject(error),
      },
    );
  });
}

describe("isInternal", () => {
  const report = (request: IncomingMessage, response: ServerResponse): void => {
    const disguised = new Proxy(request, {});
    response.end([request, disguised, Object.create(request), { ...request }].map((each) => isInternal(each)).join());
  };

  it("is true for a sub-request only, not for a proxy, an heir or a copy of it", async () => {
    expect((await call(report)).body).toBe("true,false,false,false");
  });

  it("is false for requests from outside, with whatever headers", async () => {
    let headers = {};
    await call((request: IncomingMessage, response: ServerResponse) => {
      headers = request.headers;
      response.end();
    });
    const server = createServer(report).listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as { port: number };
    const forged = await fetch(`http://127.0.0.1:${port}`, { headers: { ...headers, "x-internal": "true" } });
    expect(await forged.text()).toBe("false,false,false,false");
    server.close();
  });

  it("is true for Express's request, Fastify's raw one and the Request of fetch", async () => {
    const byExpress = express().get("/", (request, response) => void response.send(String(isInternal(request))));
    const byFastify = Fastify().get("/", async ({ raw }) => String(isInternal(raw)));
    const byFetch = {
      fetch: (request: Request) => new Response([request, request.clone()].map((each) => isInternal(each)).join()),
    };
    expect((await call(byExpress)).body).toBe("true");
    expect((await call(byFastify)).body).toBe("true");
    expect((await call(byFetch)).body).toBe("true,false");
  });
});

describe("the application's async context", () => {
  const storage = new AsyncLocalStorage<string>();
  const seen = (request: IncomingMessage, response: ServerResponse): void => {
    const early = storage.getStore();
    storage.enterWith("the application");
    request.on("data", () => undefined);
    request.on("end", () => setImmediate(() => response.end(String(early))));
  };

  it("holds nothing of the caller's, nor of an earlier request", async () => {
    for (const name of ["first", "second"]) {
      const response = await storage.run(name, () => call(seen, { method: "POST", body: Readable.from(["x"]) }));
      expect(response.body).toBe("undefined");
    }
    const byFetch = (_request: Request): Response => new Response(String(storage.getStore()));
    expect((await storage.run("caller", () => call(byFetch))).body).toBe("undefined");
  });

  it("does not reach the handler, which runs in the caller's", async () => {
    const stores: unknown[] = [];
    const note = { onResponseData: () => void stores.push(storage.getStore()) };
    await storage.run("caller", () => call(seen, { method: "POST", body: "x" }, note));
    expect(stores).toEqual(["caller"]);
  });
});

describe("failures", () => {
  it.each([
    [
      "throws",
      () => {
        throw new Error("broken");
      },
    ],
    ["rejects", () => Promise.reject(new Error("broken"))],
  ])("a listener that %s fails its own request", async (_name, fail) => {
    const listener = (_request: IncomingMessage, _response: ServerResponse): unknown => fail();
    const error = await call(listener).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(errors.SocketError);
    expect(error).toMatchObject({ code: "UND_ERR_SOCKET", cause: { message: "broken" } });
  });

  it("a fetch handler that fails, or breaks off its body, fails the request", async () => {
    await expect(call((_request: Request) => Promise.reject(new Error("broken")))).rejects.toMatchObject({
      cause: { message: "broken" },
    });
    async function* half(): AsyncGenerator<Uint8Array> {
      yield Buffer.from("a part");
      throw new Error("broken");
    }
    await expect(call((_request: Request) => new Response(ReadableStream.from(half())))).rejects.toMatchObject({
      cause: { message: "broken" },
    });
    await expect(call((() => "text") as never)).rejects.toMatchObject({
      cause: { message: expect.stringContaining("expected a Response") },
    });
  });

  it("a body shorter than its content-length is no success", async () => {
    const short = (_request: IncomingMessage, response: ServerResponse): void =>
      void response.writeHead(200, { "content-length": 9 }).end("short");
    await expect(call(short)).rejects.toBeInstanceOf(errors.ResponseContentLengthMismatchError);
    const byFetch = (_request: Request): Response => new Response("short", { headers: { "content-length": "9" } });
    await expect(call(byFetch)).rejects.toMatchObject({ cause: { code: "UND_ERR_RES_CONTENT_LENGTH_MISMATCH" } });
  });

  it("a source of a body that fails, or is too long, aborts the request", async () => {
    const aborted = Promise.withResolvers<void>();
    const waiting = (request: IncomingMessage, _response: ServerResponse): void =>
      void request.resume().on("aborted", () => aborted.resolve());
    function* failing(): Generator<string> {
      yield "a part";
      throw new Error("no more");
    }
    await expect(call(waiting, { method: "POST", body: failing() })).rejects.toThrow("no more");
    await aborted.promise;
    const long = { method: "POST", headers: { "content-length": "2" }, body: ["abc"] };
    await expect(call(waiting, long)).rejects.toBeInstanceOf(errors.RequestContentLengthMismatchError);
  });

  it.each([
    [{ method: "CONNECT" }, "found CONNECT"],
    [{ upgrade: "websocket" }, "found an upgrade"],
    [{ method: "bad method" }, "invalid request method"],
    [{ path: "no-slash" }, "path must be an absolute URL or start with a slash"],
    [{ path: "/a b" }, "invalid request path"],
    [{ headers: { "bad name": "x" } }, "invalid header key"],
    [{ headers: { "x-bad": "a\r\nb" } }, "invalid x-bad header"],
    [{ headers: { "transfer-encoding": "chunked" } }, "invalid transfer-encoding header"],
    [{ headers: ["x-odd"] }, "headers array must be even"],
    [{ method: "POST", body: 5 as never }, "body must be a string"],
  ])("%o is refused", async (options, message) => {
    const app = (_request: IncomingMessage, response: ServerResponse): void => void response.end();
    await expect(call(app, options)).rejects.toThrow(message);
  });

  it.each([[5], [null], [{}], [Promise.resolve(() => undefined)], [createServer()]])(
    "%o is no application",
    async (app) => {
      await expect(call(app as never)).rejects.toThrow("expected an application");
    },
  );

  it("methods and heads that a server's parser refuses have its status", async () => {
    const app = (_request: IncomingMessage, response: ServerResponse): void => void response.end();
    expect((await call(app, { method: "UNHEARD" })).status).toBe(400);
    expect((await call(app, { headers: { "x-long": "x".repeat(20_000) } })).status).toBe(431);
    expect((await call(app, { headers: { expect: "a miracle" } })).status).toBe(417);
  });
});

describe("a response in memory", () => {
  it("is held back while the handler pauses, and its application with it", async () => {
    let written = 0;
    const endless = async (_request: IncomingMessage, response: ServerResponse): Promise<void> => {
      while (!response.destroyed) {
        written += 10_000;
        if (!response.write(Buffer.alloc(10_000)))
          await Promise.race([once(response, "drain"), once(response, "close")]);
      }
    };
    const paused = Promise.withResolvers<DispatchController>();
    const failed = call(
      endless,
      {},
      {
        onResponseData(controller) {
          controller.pause();
          paused.resolve(controller);
        },
      },
    );
    const controller = await paused.promise;
    for (let turn = 0; turn < 50; turn++) await new Promise((resolve) => setImmediate(resolve));
    expect(written).toBeLessThan(200_000);
    controller.abort(new Error("enough"));
    await expect(failed).rejects.toThrow("enough");
  });

  it("holds back a stream of fetch, and cancels it", async () => {
    let made = 0;
    const canceled = Promise.withResolvers<unknown>();
    const aborted = Promise.withResolvers<unknown>();
    const endless = (request: Request): Response => {
      request.signal.addEventListener("abort", () => aborted.resolve(request.signal.reason));
      return new Response(
        new ReadableStream({
          pull: (stream) => stream.enqueue(Buffer.from(`chunk ${++made}`)),
          cancel: (reason) => canceled.resolve(reason),
        }),
      );
    };
    const paused = Promise.withResolvers<DispatchController>();
    const failed = call(
      endless,
      {},
      {
        onResponseData(controller) {
          controller.pause();
          paused.resolve(controller);
        },
      },
    );
    const controller = await paused.promise;
    for (let turn = 0; turn < 50; turn++) await new Promise((resolve) => setImmediate(resolve));
    expect(made).toBeLessThan(5);
    const enough = new Error("enough");
    controller.abort(enough);
    await expect(failed).rejects.toBe(enough);
    expect([await canceled.promise, await aborted.promise]).toEqual([enough, enough]);
  });

  it("ends a silent request by its timeout", async () => {
    const silent = (request: IncomingMessage, response: ServerResponse): void => {
      request.socket.setTimeout(5, () => response.writeHead(503).end("late"));
    };
    expect(await call(silent)).toEqual({ status: 503, body: "late" });
    const cut = (_request: IncomingMessage, response: ServerResponse): void => void response.setTimeout(5);
    await expect(call(cut)).rejects.toThrow("other side closed");
  });

  it("isolates bytes: neither side sees later changes of the other", async () => {
    const sent = Buffer.from("original");
    const changing = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
      for await (const chunk of request) (chunk as Buffer).fill("x");
      const own = Buffer.from("response");
      response.end(own);
      own.fill("y");
    };
    expect((await call(changing, { method: "POST", body: sent })).body).toBe("response");
    expect(sent.toString()).toBe("original");
  });

  it("takes forms and blobs of the platform", async () => {
    const form = new FormData();
    form.append("name", "Ada");
    const app = async (request: Request): Promise<Response> =>
      new Response(String((await request.formData()).get("name")));
    expect((await call(app, { method: "POST", body: form })).body).toBe("Ada");
    const typed = async (request: IncomingMessage, response: ServerResponse): Promise<void> =>
      void response.end(`${request.headers["content-type"]} ${await text(request)}`);
    expect((await call(typed, { method: "POST", body: new Blob(["text"], { type: "text/x" }) })).body).toBe(
      "text/x text",
    );
  });
});

describe("an application", () => {
  it("is made ready once, before its first request", async () => {
    let loads = 0;
    const app = Fastify();
    app.register(async (scope) => {
      loads++;
      await new Promise((resolve) => setImmediate(resolve));
      scope.get("/", async () => "ready");
    });
    const responses = await Promise.all([call(app), call(app), call(app)]);
    expect(responses.map(({ body }) => body)).toEqual(["ready", "ready", "ready"]);
    expect(loads).toBe(1);
  });

  it("may be a server of node that does not listen", async () => {
    const server = createServer((_request, response) => void response.end("by a server"));
    expect((await call(server)).body).toBe("by a server");
  });

  it("serves real requests of Express beside sub-requests", async () => {
    const app = express().get("/", (request, response) => void response.send(request.get("x-name") ?? "none"));
    await call(app);
    const server = createServer(app).listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as { port: number };
    const response = await fetch(`http://127.0.0.1:${port}`, { headers: { "x-name": "Ada" } });
    expect(await response.text()).toBe("Ada");
    server.close();
  });
});
