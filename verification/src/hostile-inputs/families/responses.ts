/** RSP: responses that no correct server sends. */

import { createClient, ServiceError } from "@seamline/core";
import { createHttpTransport } from "@seamline/http";
import { callIdOf, openRawServer } from "@seamline/test-support";
import { expect } from "vitest";
import { type Bindings, type Probe, probe } from "../binding.ts";
import { errorOf } from "../outcome.ts";
import { callServer, goodBody, problem, type Responder, type ResponseParts, respondWith } from "../raw-server.ts";
import { ShopClient } from "../shop.ts";

const chunked = { length: false, headers: ["transfer-encoding: chunked"] } as const;
const closing = { headers: ["connection: close"], end: true } as const;
const silent: Responder = () => undefined;

/** Responses that make the call fail. */
function fails(
  expected: object,
  responders: readonly Responder[],
  options: { note?: string; timeoutMs?: number } = {},
): Probe {
  const run = async (): Promise<void> => {
    for (const respond of responders) {
      const error = await errorOf(callServer(respond, "keep", options.timeoutMs));
      expect(error, respond.toString()).toMatchObject(expected);
      expect(error.message.length).toBeLessThanOrEqual(4096);
    }
  };
  return probe(run, options.note === undefined ? {} : { note: options.note });
}

const internal = (...parts: readonly ResponseParts[]): Probe => fails({ code: "internal" }, parts.map(respondWith));
const cut = { code: "data_loss", sent: "maybe_sent" };
const lost = { code: "unavailable", sent: "maybe_sent" };

/** Responses that the call succeeds with. */
function succeeds(...responders: readonly Responder[]): Probe {
  return probe(async () => {
    for (const respond of responders) expect(await callServer(respond)).toEqual({ text: "good" });
  });
}

/** Addresses that accept no connection. */
function unreachable(...urls: readonly string[]): Probe {
  return probe(async () => {
    for (const url of urls) {
      const transport = createHttpTransport(url);
      const error = await errorOf(createClient(ShopClient, transport).run("touch"));
      expect(error).toMatchObject({ code: "unavailable", sent: "not_sent" });
      await transport.close?.();
    }
  });
}

export const responses: Bindings = {
  "RSP-01": probe(
    async () => {
      const error = await errorOf(callServer(silent, "keep", 2000, (socket) => socket.resetAndDestroy()));
      expect(error.code).toBe("unavailable");
      expect(["not_sent", "maybe_sent"]).toContain(error.sent);
    },
    {
      note: "a reset right after the handshake may come before or after the request was written: then it is maybe_sent",
    },
  ),
  "RSP-03": fails(lost, [(_request, socket) => socket.resetAndDestroy()]),
  "RSP-04": fails(lost, [(_request, socket) => socket.end()]),
  "RSP-05": fails({ code: "deadline_exceeded" }, [silent], { timeoutMs: 100 }),
  "RSP-07": fails({ code: "deadline_exceeded" }, [(_request, socket) => socket.write("HTTP/1.1 200 OK\r\ncontent-")], {
    timeoutMs: 100,
    note: "one deadline holds over connecting, headers and body, so a stall anywhere is deadline_exceeded",
  }),
  "RSP-09": fails(cut, [
    (request, socket) => {
      respondWith({ body: '{"tex', length: 10 })(request, socket);
      setImmediate(() => socket.resetAndDestroy());
    },
  ]),
  "RSP-10": fails(cut, [respondWith({ ...closing, body: '{"tex', length: 10 })]),
  "RSP-12": fails(cut, [respondWith({ ...chunked, end: true, body: '40\r\n{"tex' })]),
  "RSP-13": fails(cut, [
    respondWith({
      length: false,
      headers: ["transfer-encoding: chunked", "connection: close"],
      end: true,
      body: '40\r\n{"',
    }),
  ]),
  "RSP-14": internal({ ...chunked, body: "zz\r\n{" }),
  "RSP-16": fails(
    cut,
    [
      (request, socket) => {
        const head = ["HTTP/1.0 200 OK", "content-type: application/json", `seamline-call-id: ${callIdOf(request)}`];
        socket.write(`${head.join("\r\n")}\r\n\r\n${goodBody}`, () => socket.resetAndDestroy());
      },
    ],
    { note: "a response without a length is refused as data_loss before its body is read" },
  ),
  "RSP-17": probe(async () => {
    await using server = await openRawServer(respondWith({ body: `${goodBody}POISON`, length: goodBody.length }));
    const transport = createHttpTransport(server.url, { connections: 1 });
    const client = createClient(ShopClient, transport);
    for (let count = 1; count <= 3; count += 1) {
      expect(await client.run("keep", { text: "good" })).toEqual({ text: "good" });
      expect(server.connections).toBe(count);
    }
    await transport.close?.();
  }),
  "RSP-18": internal({ headers: ["transfer-encoding: chunked"] }, { headers: ["content-length: 3"] }),
  "RSP-19": fails({ code: "internal" }, [
    (_request, socket) => socket.end("\u0001\u0002garbage\r\n\r\n"),
    (_request, socket) => socket.end("SSH-2.0-OpenSSH_9\r\n"),
    (_request, socket) => socket.end("<html>good</html>"),
    (_request, socket) => socket.end("HTTP/1.1 200 OK\ncontent-length: 2\n\n{}"),
    respondWith({ headers: ["x-a: a\0b"] }),
    respondWith({ headers: ["x-a: a\r\n folded"] }),
  ]),
  "RSP-20": internal({ headers: [`x-large: ${"x".repeat(17_000)}`] }),
  "RSP-22": succeeds((request, socket) => {
    socket.write("HTTP/1.1 103 Early Hints\r\nlink: </x>\r\n\r\n".repeat(50));
    respondWith({})(request, socket);
  }),
  "RSP-25": internal({ status: "099 What" }),
  "RSP-26": internal({ status: "999 What" }, { status: "600 What" }),
  "RSP-27": fails({ code: "internal" }, [respondWith({ status: "204 No Content" })], {
    note: "304 is outside the contract too: the status table maps it to unknown",
  }),
  "RSP-29": fails(
    { code: "deadline_exceeded" },
    [
      (request, socket) => {
        respondWith({ length: 100_000, body: "" })(request, socket);
        const timer = setInterval(() => socket.write(" "), 20);
        socket.on("close", () => clearInterval(timer));
      },
    ],
    { timeoutMs: 200 },
  ),
  "RSP-32": internal({ headers: ["content-encoding: gzip"] }),
  "RSP-36": probe(async () => {
    const poison = '{"text":"POISON"}';
    await using server = await openRawServer((request, socket) => {
      respondWith({})(request, socket);
      respondWith({ body: poison })(request, socket);
    });
    const transport = createHttpTransport(server.url, { connections: 1 });
    const client = createClient(ShopClient, transport);
    for (let count = 0; count < 5; count += 1) {
      const settled = await client.run("keep", {}).catch((reason: unknown) => reason);
      if (ServiceError.is(settled)) expect(["data_loss", "unavailable"]).toContain(settled.code);
      else expect(settled).toEqual({ text: "good" });
    }
    await transport.close?.();
  }),
  "RSP-37": internal(
    { type: "text/html", body: "<p>" },
    { type: false },
    ...["", "null", "[]", `\ufeff${goodBody}`, '{"amount":NaN}', '{"text":"a",}'].map((body) => ({ body })),
    { body: Buffer.from(goodBody, "utf16le") },
    { body: Buffer.from([0x22, 0xff, 0x22]) },
  ),
  "RSP-38": probe(async () => {
    const body = '{"text":{"password":"hunter2"}}';
    const error = await errorOf(callServer(respondWith({ body })));
    expect(error.code).toBe("internal");
    expect(`${error.message}${JSON.stringify(error.details)}`).not.toContain("hunter2");
  }),
  "RSP-39": probe(async () => {
    const page = { type: "text/html", echo: false, body: "<html>nginx secret</html>" } as const;
    for (const [status, code] of [
      ["502 Bad Gateway", "unavailable"],
      ["404 Not Found", "unimplemented"],
      ["500 Oops", "unknown"],
    ] as const) {
      const error = await errorOf(callServer(respondWith({ ...page, status })));
      expect(error.code).toBe(code);
      expect(error.message).not.toContain("nginx");
    }
  }),
  "RSP-40": fails(
    { code: "unknown", reason: undefined },
    ["__proto__", "constructor", "nonsense", 42].map((code) => problem({ code, detail: "x".repeat(1_000_000) })),
  ),
  "RSP-41": fails({ code: "unknown" }, [problem({ code: "ok" }, { status: "404 Not Found" })]),
  "RSP-43": probe(async () => {
    const past = "Wed, 21 Oct 2015 07:28:00 GMT";
    const future = "Wed, 21 Oct 2199 07:28:00 GMT";
    for (const [value, most] of [
      ["86400", 2000],
      ["-1", undefined],
      ["NaN", undefined],
      [past, 0],
      [future, 2000],
    ] as const) {
      const respond = respondWith({ status: "503 Later", echo: false, headers: [`retry-after: ${value}`] });
      const { retryAfterMs } = await errorOf(callServer(respond));
      if (most === undefined) expect(retryAfterMs).toBeUndefined();
      else expect(retryAfterMs).toBeLessThanOrEqual(most);
    }
  }),
  "RSP-44": succeeds(
    respondWith({
      headers: ["set-cookie: a=b", 'alt-svc: h2="evil:443"', "link: </x>; rel=preload", "cache-control: immutable"],
    }),
  ),
  "RSP-45": unreachable("http://nowhere.invalid"),
  "RSP-46": unreachable("http://127.0.0.1:1"),
};
