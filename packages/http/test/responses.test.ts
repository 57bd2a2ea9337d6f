import { createServer } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { createClient } from "@seamline/core";
import { callIdOf, openRawServer } from "@seamline/test-support";
import { afterEach, describe, expect, it } from "vitest";
import { createHttpTransport } from "../src/index.ts";
import { ShopClient, type ShopOperation, SoldOut } from "./shop.ts";

const cleanups: (() => PromiseLike<unknown> | undefined)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0)) await cleanup();
});

type Respond = (request: string, socket: Socket) => void;

async function callAgainst(respond: Respond, operation: ShopOperation = "buy", timeoutMs = 2000): Promise<unknown> {
  const server = await openRawServer(respond);
  const transport = createHttpTransport(server.url);
  cleanups.push(
    () => transport.close?.(),
    () => server[Symbol.asyncDispose](),
  );
  return createClient(ShopClient, transport).run(operation, { item: "apple" }, { timeoutMs });
}

const good = '{"item":"apple","amount":1}';

interface Parts {
  readonly status?: string;
  readonly type?: string;
  readonly echo?: string | false;
  readonly headers?: readonly string[];
  readonly body?: string;
  readonly length?: number | false;
  /** Closes the connection after the response. Default: if a length is given. */
  readonly end?: boolean;
}

/** A valid response except for the given parts. */
function respondWith({
  status = "200 OK",
  type = "application/json",
  echo,
  headers = [],
  body = good,
  length,
  end = length !== undefined,
}: Parts): Respond {
  return (request, socket) => {
    const lines = [`HTTP/1.1 ${status}`, `content-type: ${type}`, ...headers];
    if (echo !== false) lines.push(`seamline-call-id: ${echo ?? callIdOf(request)}`);
    if (length !== false) lines.push(`content-length: ${length ?? Buffer.byteLength(body)}`);
    socket.write(`${lines.join("\r\n")}\r\n\r\n${body}`);
    if (end) socket.end();
  };
}

const problem = (members: object): Parts => ({
  status: "412 Precondition Failed",
  type: "application/problem+json",
  body: JSON.stringify({ detail: "no", ...members }),
});

const chunked = { length: false, headers: ["transfer-encoding: chunked"] } as const;

describe("a response", () => {
  it.each<[string, Respond]>([
    ["in the form of Seamline listeners", respondWith({})],
    ["with a charset", respondWith({ type: "application/json; charset=utf-8" })],
    ["in chunks", respondWith({ ...chunked, body: `${good.length.toString(16)}\r\n${good}\r\n0\r\n\r\n` })],
    [
      "after early hints",
      (request, socket) => {
        socket.write("HTTP/1.1 103 Early Hints\r\nlink: </x>\r\n\r\n".repeat(20));
        respondWith({})(request, socket);
      },
    ],
    [
      "with cookies and caching",
      respondWith({ headers: ["set-cookie: a=b", "cache-control: immutable", "alt-svc: h2"] }),
    ],
    ["with bytes after its end", respondWith({ body: `${good}POISON`, length: good.length })],
  ])("is accepted %s", async (_name, respond) => {
    await expect(callAgainst(respond)).resolves.toEqual({ item: "apple", amount: 1 });
  });

  it.each<[string, Respond]>([
    ["the call id of another call", respondWith({ echo: "another" })],
    ["two call ids", respondWith({ headers: ["seamline-call-id: another"] })],
    ["no call id", respondWith({ echo: false })],
    ["no length", respondWith({ length: false, headers: ["connection: close"] })],
    ["less than its length", respondWith({ length: 100 })],
    ["less than its length, with close", respondWith({ length: 100, headers: ["connection: close"] })],
    ["a cut last chunk", (request, socket) => respondWith({ ...chunked, body: "40\r\n{" })(request, socket)],
    [
      "a cut last chunk, with close",
      respondWith({ ...chunked, headers: [...chunked.headers, "connection: close"], body: "40\r\n{" }),
    ],
    [
      "a reset in its middle",
      (request, socket) => {
        respondWith({ length: 100 })(request, socket);
        socket.resetAndDestroy();
      },
    ],
  ])("with %s is data_loss", async (_name, respond) => {
    await expect(callAgainst(respond)).rejects.toMatchObject({ code: "data_loss", sent: "maybe_sent" });
  });

  it("of HTTP/1.0 without a length is data_loss", async () => {
    const respond: Respond = (request, socket) => {
      socket.end(
        `HTTP/1.0 200 OK\r\ncontent-type: application/json\r\nseamline-call-id: ${callIdOf(request)}\r\n\r\n${good}`,
      );
    };
    await expect(callAgainst(respond)).rejects.toMatchObject({ code: "data_loss" });
  });

  it.each<[string, Respond]>([
    ["HTML", respondWith({ type: "text/html", body: "<p>" })],
    ["no content type", respondWith({ type: "" })],
    ["two content types", respondWith({ headers: ["content-type: application/json"] })],
    ["gzip", respondWith({ headers: ["content-encoding: gzip"] })],
    ["no body", respondWith({ body: "" })],
    ["a byte order mark", respondWith({ body: `\ufeff${good}` })],
    ["NaN", respondWith({ body: '{"item":"apple","amount":NaN}' })],
    ["a trailing comma", respondWith({ body: '{"item":"apple",}' })],
    ["null", respondWith({ body: "null" })],
    ["a list", respondWith({ body: "[]" })],
    ["another shape", respondWith({ body: '{"item":1}' })],
    ["status 201", respondWith({ status: "201 Created" })],
    ["status 204", respondWith({ status: "204 No Content", body: "", length: false })],
    ["status 999", respondWith({ status: "999 What" })],
    ["status 099", respondWith({ status: "099 What" })],
    ["bad chunks", respondWith({ ...chunked, body: "zz\r\n{" })],
    ["a length and chunks", respondWith({ headers: ["transfer-encoding: chunked"] })],
    ["two lengths", respondWith({ headers: ["content-length: 3"] })],
    ["an SSH banner", (_request, socket) => socket.end("SSH-2.0-OpenSSH_9\r\n")],
    ["headers of 17 KiB", respondWith({ headers: [`x-large: ${"x".repeat(17_000)}`] })],
  ])("with %s is internal", async (_name, respond) => {
    await expect(callAgainst(respond)).rejects.toMatchObject({ code: "internal" });
  });

  it("in bytes that are not UTF-8 is internal", async () => {
    const respond: Respond = (request, socket) => {
      respondWith({ body: "", length: 9 })(request, socket);
    };
    const invalid: Respond = (request, socket) => {
      const head = `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 3\r\nseamline-call-id: ${callIdOf(request)}\r\n\r\n`;
      socket.write(Buffer.concat([Buffer.from(head), Buffer.from([0x22, 0xff, 0x22])]));
    };
    await expect(callAgainst(invalid)).rejects.toMatchObject({ code: "internal" });
    await expect(callAgainst(respond)).rejects.toMatchObject({ code: "data_loss" });
  });

  it("beyond the size cap is resource_exhausted, and the connection is dropped", async () => {
    const closed = Promise.withResolvers<void>();
    const endless: Respond = (request, socket) => {
      socket.on("close", () => closed.resolve());
      respondWith({ ...chunked, end: false, body: "" })(request, socket);
      const chunk = `10000\r\n${"x".repeat(0x10000)}\r\n`;
      const write = (): void => {
        while (!socket.destroyed && socket.write(chunk));
      };
      socket.on("drain", write);
      write();
    };
    await expect(callAgainst(endless, "buy", 10_000)).rejects.toMatchObject({ code: "resource_exhausted" });
    await closed.promise;
  });

  it.each(["101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: websocket", "100 Continue"])(
    "with a status that was not requested is internal, and is not repeated: %j",
    async (status) => {
      const call = callAgainst((_request, socket) => void socket.write(`HTTP/1.1 ${status}\r\n\r\n`));
      await expect(call).rejects.toMatchObject({ code: "internal", sent: "maybe_sent" });
    },
  );

  it("that arrives byte by byte ends at the deadline", async () => {
    const drip: Respond = (request, socket) => {
      respondWith({ length: 100_000, end: false, body: "" })(request, socket);
      const timer = setInterval(() => socket.write(" "), 10);
      socket.on("close", () => clearInterval(timer));
    };
    await expect(callAgainst(drip, "buy", 150)).rejects.toMatchObject({ code: "deadline_exceeded" });
  });
});

describe("an error response", () => {
  it("is trusted if type and call id are right", async () => {
    const error = await callAgainst(
      respondWith(problem({ code: "failed_precondition", reason: "soldOut", details: { item: "apple" } })),
    ).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(SoldOut);
    expect(error).toMatchObject({ sent: "processed", message: "no" });
  });

  it("carries not_sent if the callee never began", async () => {
    const call = callAgainst(respondWith(problem({ code: "unavailable", sent: "not_sent" })));
    await expect(call).rejects.toMatchObject({ code: "unavailable", sent: "not_sent" });
  });

  it.each<[string, Parts]>([
    ["no call id", { echo: false }],
    ["another type", { type: "application/json" }],
    ["a type with a parameter", { type: "application/problem+json; charset=utf-8" }],
    ["a body that is not JSON", { body: "<html>secret" }],
  ])("with %s counts by its status only", async (_name, parts) => {
    const whole = { ...problem({ code: "failed_precondition", sent: "not_sent" }), status: "503 Later", ...parts };
    const error = await callAgainst(respondWith(whole)).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: "unavailable", sent: "maybe_sent", reason: undefined });
    expect((error as Error).message).not.toContain("secret");
  });

  it("of another call is data_loss", async () => {
    await expect(callAgainst(respondWith({ ...problem({}), echo: "another" }))).rejects.toMatchObject({
      code: "data_loss",
    });
  });

  it.each(["__proto__", "ok", 42, undefined, "constructor"])("with the code %j is unknown", async (code) => {
    const error = await callAgainst(respondWith(problem({ code, detail: "x".repeat(1_000_000) }))).catch(
      (reason) => reason,
    );
    expect(error).toMatchObject({ code: "unknown" });
    expect((error as Error).message.length).toBeLessThanOrEqual(4096);
  });

  it.each([
    [302, "unknown"],
    [400, "internal"],
    [401, "unauthenticated"],
    [403, "permission_denied"],
    [404, "unimplemented"],
    [408, "unavailable"],
    [413, "resource_exhausted"],
    [418, "unknown"],
    [429, "unavailable"],
    [431, "invalid_argument"],
    [500, "unknown"],
    [502, "unavailable"],
    [504, "unavailable"],
  ])("of a foreign server with status %i is %s", async (status, code) => {
    const foreign = respondWith({
      status: `${status} X`,
      type: "text/html",
      echo: false,
      headers: ["location: /other"],
    });
    await expect(callAgainst(foreign)).rejects.toMatchObject({ code, sent: "maybe_sent" });
  });

  it.each([
    ["86400", 2000],
    ["-1", undefined],
    ["NaN", undefined],
    ["Wed, 21 Oct 2015 07:28:00 GMT", 0],
    ["Wed, 21 Oct 2199 07:28:00 GMT", 2000],
  ])("keeps Retry-After %s within the call's own time", async (value, most) => {
    const foreign = respondWith({ status: "503 Later", echo: false, headers: [`retry-after: ${value}`] });
    const error = (await callAgainst(foreign).catch((reason: unknown) => reason)) as { retryAfterMs?: number };
    if (most === undefined) expect(error.retryAfterMs).toBeUndefined();
    else expect(error.retryAfterMs).toBeLessThanOrEqual(most);
  });
});

describe("a lost connection", () => {
  it.each<[string, Respond]>([
    ["reset after the request", (_request, socket) => socket.resetAndDestroy()],
    ["closed after the request", (_request, socket) => socket.end()],
    ["closed within the headers", (_request, socket) => socket.end("HTTP/1.1 200 OK\r\ncontent-")],
  ])("%s is unavailable, maybe sent", async (_name, respond) => {
    await expect(callAgainst(respond)).rejects.toMatchObject({ code: "unavailable", sent: "maybe_sent" });
  });

  it("is unavailable, not sent, if there is no listener", async () => {
    const server = await openRawServer(() => undefined);
    await server[Symbol.asyncDispose]();
    const client = createClient(ShopClient, createHttpTransport(server.url));
    await expect(client.run("touch")).rejects.toMatchObject({ code: "unavailable", sent: "not_sent" });
  });

  it("is unavailable, not sent, if the name is unknown", async () => {
    const client = createClient(ShopClient, createHttpTransport("http://nowhere.invalid"));
    await expect(client.run("touch")).rejects.toMatchObject({ code: "unavailable", sent: "not_sent" });
  });

  it("is unavailable with the reason tls if the callee has no TLS", async () => {
    const plain = createServer((_req, res) => res.end());
    await new Promise<void>((resolve) => plain.listen(0, "127.0.0.1", resolve));
    cleanups.push(() => new Promise((resolve) => plain.close(resolve)));
    const { port } = plain.address() as AddressInfo;
    const client = createClient(ShopClient, createHttpTransport(`https://127.0.0.1:${port}`));
    await expect(client.run("touch")).rejects.toMatchObject({ code: "unavailable", reason: "tls", sent: "not_sent" });
  });
});
