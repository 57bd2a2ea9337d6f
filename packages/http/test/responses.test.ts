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

type Answer = (request: string, socket: Socket) => void;

async function callAgainst(answer: Answer, operation: ShopOperation = "buy", timeoutMs = 2000): Promise<unknown> {
  const server = await openRawServer(answer);
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
  /** Whether the connection is closed after it. Default: when a length is given. */
  readonly end?: boolean;
}

/** An answer that is right but for what is given. */
function answering({
  status = "200 OK",
  type = "application/json",
  echo,
  headers = [],
  body = good,
  length,
  end = length !== undefined,
}: Parts): Answer {
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

describe("an answer", () => {
  it.each<[string, Answer]>([
    ["as our listeners write it", answering({})],
    ["with a charset", answering({ type: "application/json; charset=utf-8" })],
    ["in chunks", answering({ ...chunked, body: `${good.length.toString(16)}\r\n${good}\r\n0\r\n\r\n` })],
    [
      "after early hints",
      (request, socket) => {
        socket.write("HTTP/1.1 103 Early Hints\r\nlink: </x>\r\n\r\n".repeat(20));
        answering({})(request, socket);
      },
    ],
    [
      "with cookies and caching",
      answering({ headers: ["set-cookie: a=b", "cache-control: immutable", "alt-svc: h2"] }),
    ],
    ["with bytes after its end", answering({ body: `${good}POISON`, length: good.length })],
  ])("is taken %s", async (_name, answer) => {
    await expect(callAgainst(answer)).resolves.toEqual({ item: "apple", amount: 1 });
  });

  it.each<[string, Answer]>([
    ["the call id of another call", answering({ echo: "another" })],
    ["two call ids", answering({ headers: ["seamline-call-id: another"] })],
    ["no call id", answering({ echo: false })],
    ["no length", answering({ length: false, headers: ["connection: close"] })],
    ["less than its length", answering({ length: 100 })],
    ["less than its length, with close", answering({ length: 100, headers: ["connection: close"] })],
    ["a cut last chunk", (request, socket) => answering({ ...chunked, body: "40\r\n{" })(request, socket)],
    [
      "a cut last chunk, with close",
      answering({ ...chunked, headers: [...chunked.headers, "connection: close"], body: "40\r\n{" }),
    ],
    [
      "a reset in its middle",
      (request, socket) => {
        answering({ length: 100 })(request, socket);
        socket.resetAndDestroy();
      },
    ],
  ])("with %s is data_loss", async (_name, answer) => {
    await expect(callAgainst(answer)).rejects.toMatchObject({ code: "data_loss", sent: "maybe_sent" });
  });

  it("of HTTP/1.0 without a length is data_loss", async () => {
    const answer: Answer = (request, socket) => {
      socket.end(
        `HTTP/1.0 200 OK\r\ncontent-type: application/json\r\nseamline-call-id: ${callIdOf(request)}\r\n\r\n${good}`,
      );
    };
    await expect(callAgainst(answer)).rejects.toMatchObject({ code: "data_loss" });
  });

  it.each<[string, Answer]>([
    ["HTML", answering({ type: "text/html", body: "<p>" })],
    ["no content type", answering({ type: "" })],
    ["two content types", answering({ headers: ["content-type: application/json"] })],
    ["gzip", answering({ headers: ["content-encoding: gzip"] })],
    ["no body", answering({ body: "" })],
    ["a byte order mark", answering({ body: `\ufeff${good}` })],
    ["NaN", answering({ body: '{"item":"apple","amount":NaN}' })],
    ["a trailing comma", answering({ body: '{"item":"apple",}' })],
    ["null", answering({ body: "null" })],
    ["a list", answering({ body: "[]" })],
    ["another shape", answering({ body: '{"item":1}' })],
    ["status 201", answering({ status: "201 Created" })],
    ["status 204", answering({ status: "204 No Content", body: "", length: false })],
    ["status 999", answering({ status: "999 What" })],
    ["status 099", answering({ status: "099 What" })],
    ["bad chunks", answering({ ...chunked, body: "zz\r\n{" })],
    ["a length and chunks", answering({ headers: ["transfer-encoding: chunked"] })],
    ["two lengths", answering({ headers: ["content-length: 3"] })],
    ["an SSH banner", (_request, socket) => socket.end("SSH-2.0-OpenSSH_9\r\n")],
    ["headers of 17 KiB", answering({ headers: [`x-large: ${"x".repeat(17_000)}`] })],
  ])("with %s is internal", async (_name, answer) => {
    await expect(callAgainst(answer)).rejects.toMatchObject({ code: "internal" });
  });

  it("in bytes that are not UTF-8 is internal", async () => {
    const answer: Answer = (request, socket) => {
      answering({ body: "", length: 9 })(request, socket);
    };
    const invalid: Answer = (request, socket) => {
      const head = `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 3\r\nseamline-call-id: ${callIdOf(request)}\r\n\r\n`;
      socket.write(Buffer.concat([Buffer.from(head), Buffer.from([0x22, 0xff, 0x22])]));
    };
    await expect(callAgainst(invalid)).rejects.toMatchObject({ code: "internal" });
    await expect(callAgainst(answer)).rejects.toMatchObject({ code: "data_loss" });
  });

  it("beyond the size cap is resource_exhausted, and the connection is dropped", async () => {
    const closed = Promise.withResolvers<void>();
    const endless: Answer = (request, socket) => {
      socket.on("close", () => closed.resolve());
      answering({ ...chunked, end: false, body: "" })(request, socket);
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

  it("that comes drop by drop ends at the deadline", async () => {
    const drip: Answer = (request, socket) => {
      answering({ length: 100_000, end: false, body: "" })(request, socket);
      const timer = setInterval(() => socket.write(" "), 10);
      socket.on("close", () => clearInterval(timer));
    };
    await expect(callAgainst(drip, "buy", 150)).rejects.toMatchObject({ code: "deadline_exceeded" });
  });
});

describe("an error answer", () => {
  it("is believed when type and call id are right", async () => {
    const error = await callAgainst(
      answering(problem({ code: "failed_precondition", reason: "soldOut", details: { item: "apple" } })),
    ).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(SoldOut);
    expect(error).toMatchObject({ sent: "processed", message: "no" });
  });

  it("says when the callee never began", async () => {
    const call = callAgainst(answering(problem({ code: "unavailable", sent: "not_sent" })));
    await expect(call).rejects.toMatchObject({ code: "unavailable", sent: "not_sent" });
  });

  it.each<[string, Parts]>([
    ["no call id", { echo: false }],
    ["another type", { type: "application/json" }],
    ["a type with a parameter", { type: "application/problem+json; charset=utf-8" }],
    ["no JSON", { body: "<html>secret" }],
  ])("with %s counts by its status only", async (_name, parts) => {
    const whole = { ...problem({ code: "failed_precondition", sent: "not_sent" }), status: "503 Later", ...parts };
    const error = await callAgainst(answering(whole)).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: "unavailable", sent: "maybe_sent", reason: undefined });
    expect((error as Error).message).not.toContain("secret");
  });

  it("of another call is data_loss", async () => {
    await expect(callAgainst(answering({ ...problem({}), echo: "another" }))).rejects.toMatchObject({
      code: "data_loss",
    });
  });

  it.each(["__proto__", "ok", 42, undefined, "constructor"])("with the code %j is unknown", async (code) => {
    const error = await callAgainst(answering(problem({ code, detail: "x".repeat(1_000_000) }))).catch(
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
  ])("of a stranger with status %i is %s", async (status, code) => {
    const stranger = answering({
      status: `${status} X`,
      type: "text/html",
      echo: false,
      headers: ["location: /other"],
    });
    await expect(callAgainst(stranger)).rejects.toMatchObject({ code, sent: "maybe_sent" });
  });

  it.each([
    ["86400", 2000],
    ["-1", undefined],
    ["NaN", undefined],
    ["Wed, 21 Oct 2015 07:28:00 GMT", 0],
    ["Wed, 21 Oct 2199 07:28:00 GMT", 2000],
  ])("keeps Retry-After %s within the call's own time", async (value, most) => {
    const stranger = answering({ status: "503 Later", echo: false, headers: [`retry-after: ${value}`] });
    const error = (await callAgainst(stranger).catch((reason: unknown) => reason)) as { retryAfterMs?: number };
    if (most === undefined) expect(error.retryAfterMs).toBeUndefined();
    else expect(error.retryAfterMs).toBeLessThanOrEqual(most);
  });
});

describe("a lost connection", () => {
  it.each<[string, Answer]>([
    ["reset after the request", (_request, socket) => socket.resetAndDestroy()],
    ["closed after the request", (_request, socket) => socket.end()],
    ["closed within the headers", (_request, socket) => socket.end("HTTP/1.1 200 OK\r\ncontent-")],
  ])("%s is unavailable, maybe sent", async (_name, answer) => {
    await expect(callAgainst(answer)).rejects.toMatchObject({ code: "unavailable", sent: "maybe_sent" });
  });

  it("is unavailable, not sent, when nobody listens", async () => {
    const server = await openRawServer(() => undefined);
    await server[Symbol.asyncDispose]();
    const client = createClient(ShopClient, createHttpTransport(server.url));
    await expect(client.run("touch")).rejects.toMatchObject({ code: "unavailable", sent: "not_sent" });
  });

  it("is unavailable, not sent, when the name is unknown", async () => {
    const client = createClient(ShopClient, createHttpTransport("http://nowhere.invalid"));
    await expect(client.run("touch")).rejects.toMatchObject({ code: "unavailable", sent: "not_sent" });
  });

  it("is unavailable for want of TLS when the callee speaks none", async () => {
    const plain = createServer((_req, res) => res.end());
    await new Promise<void>((resolve) => plain.listen(0, "127.0.0.1", resolve));
    cleanups.push(() => new Promise((resolve) => plain.close(resolve)));
    const { port } = plain.address() as AddressInfo;
    const client = createClient(ShopClient, createHttpTransport(`https://127.0.0.1:${port}`));
    await expect(client.run("touch")).rejects.toMatchObject({ code: "unavailable", reason: "tls", sent: "not_sent" });
  });
});
