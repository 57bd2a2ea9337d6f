/** WIRE: requests that violate HTTP or use its extremes. */

import { once } from "node:events";
import type { Socket } from "node:net";
import type { ListenerOptions } from "@seamline/http";
import { expect } from "vitest";
import { type Bindings, type Probe, probe } from "../binding.ts";
import {
  ask,
  expectJson,
  expectProblem,
  openSocket,
  parseResponse,
  postText,
  readAll,
  requestText,
  send,
} from "../raw-request.ts";
import { openShop } from "../shop.ts";

const json = "content-type: application/json";

/** Requests that get a problem with this status. */
function refused(status: number, code: string, ...texts: readonly string[]): Probe {
  return probe(async ({ publicUrl, internalUrl }) => {
    for (const text of texts) {
      expectProblem(await ask(publicUrl, text), status, code);
      expectProblem(await ask(internalUrl, text), status, code);
    }
  });
}

const malformed = (...texts: readonly string[]): Probe => refused(400, "invalid_argument", ...texts);

/** A POST to `keep` with the given headers, without a content-length. */
const keep = (headers: readonly string[], body = "{}"): string =>
  requestText("POST", "/shop/keep", [json, ...headers], body);

/** A request that arrives too slowly gets a 408, and its connection is closed. */
function tooSlow(limits: ListenerOptions, begin: string, drop: string): Probe {
  return probe(async () => {
    await using shop = await openShop({ public: { port: 0, ...limits } });
    const socket = await openSocket(shop.publicUrl);
    const response = readAll(socket);
    socket.write(begin);
    const timer = setInterval(() => socket.write(drop), 50);
    expectProblem(parseResponse(await response), 408, "unavailable");
    clearInterval(timer);
    expect(shop.runs).toBe(0);
  });
}

/** Timeouts are checked eight times per shortest timeout. */
export const slowHeaders: Probe = tooSlow({ headersTimeoutMs: 200, requestTimeoutMs: 400 }, "GET / HTTP/1.1\r\n", "x");
export const slowBody: Probe = tooSlow(
  { headersTimeoutMs: 200, requestTimeoutMs: 400 },
  requestText("POST", "/shop/keep", [json, "content-length: 1000"]),
  " ",
);

/** Closes the socket and waits until it is gone. */
export async function drop(socket: Socket): Promise<void> {
  socket.destroy();
  await once(socket, "close");
}

export const wire: Bindings = {
  "WIRE-02": malformed(keep(["host: other", "content-length: 2"])),
  "WIRE-04": refused(404, "unimplemented", requestText("GET", "//evil/x"), requestText("POST", "//shop/keep")),
  "WIRE-05": malformed(keep(["content-length: 2", "transfer-encoding: chunked"], "2\r\n{}\r\n0\r\n\r\n")),
  "WIRE-06": malformed(keep(["transfer-encoding: xchunked"])),
  "WIRE-07": malformed(keep(["Transfer-Encoding : chunked"], "2\r\n{}\r\n0\r\n\r\n")),
  "WIRE-09": malformed(keep(["content-length: -1"]), keep(["content-length: +5"])),
  "WIRE-10": probe(async ({ publicUrl }) => {
    const text = keep(["transfer-encoding: chunked"], `2;${"x".repeat(20_000)}\r\n{}\r\n0\r\n\r\n`);
    const { status } = await ask(publicUrl, text);
    expect([400, 413]).toContain(status);
  }),
  "WIRE-11": malformed("POST /shop/keep HTTP/1.1\nhost: shop\n\n", requestText("GET", "/shop/items/x", ["x: a\nb"])),
  "WIRE-13": malformed(keep(["x-a: a\0b", "content-length: 2"])),
  "WIRE-14": probe(
    async ({ publicUrl, inputs }) => {
      expect(expectJson(await ask(publicUrl, postText("/shop/keep", "{}", ["__proto__: x"])))).toEqual({});
      expect(inputs.at(-1)).toEqual({});
    },
    { runs: 1 },
  ),
  "WIRE-15": malformed(keep(["content-type: text/plain", "content-length: 2"])),
  "WIRE-17": probe(async ({ publicUrl }) => {
    const many = Array.from({ length: 2500 }, (_, index) => `x-${index}: ${index}`);
    expectProblem(await ask(publicUrl, requestText("GET", "/shop/items/x", many)), 431, "invalid_argument");
  }),
  "WIRE-18": probe(async ({ publicUrl }) => {
    const long = "x".repeat(17 * 1024);
    for (const text of [
      requestText("GET", "/shop/items/x", [`x-a: ${long}`]),
      requestText("GET", `/shop/items/${long}`),
    ]) {
      expectProblem(await ask(publicUrl, text), 431, "invalid_argument");
    }
  }),
  "WIRE-19": slowHeaders,
  "WIRE-20": slowBody,
  "WIRE-21": probe(
    async ({ publicUrl }) => {
      const expecting = (length: number): string => keep(["expect: 100-continue", `content-length: ${length}`], "");
      expectProblem(await ask(publicUrl, expecting(2 * 1024 * 1024)), 413, "resource_exhausted");
      const socket = await openSocket(publicUrl);
      socket.write(expecting(2));
      const [leave] = (await once(socket, "data")) as [Buffer];
      expect(leave.toString()).toBe("HTTP/1.1 100 Continue\r\n\r\n");
      const response = readAll(socket);
      socket.write("{}");
      expect(expectJson(parseResponse(await response))).toEqual({});
    },
    { runs: 1 },
  ),
  "WIRE-23": probe(
    async ({ publicUrl }) => {
      for (const protocol of ["websocket", "h2c"]) {
        const text = requestText("GET", "/shop/items/x", [`upgrade: ${protocol}`, "http2-settings: AAMAAABk"]);
        const upgrading = text.replace("connection: close", "connection: close, upgrade");
        expect(expectJson(await ask(publicUrl, upgrading))).toEqual({ id: "x" });
      }
    },
    { runs: 2 },
  ),
  "WIRE-25": refused(405, "unimplemented", requestText("TRACE", "/shop/keep")),
  "WIRE-29": probe(
    async ({ publicUrl, inputs }) => {
      const body = '{"id":"other","page":7}';
      const text = requestText("GET", "/shop/items/x", [json, `content-length: ${body.length}`], body);
      expect(expectJson(await ask(publicUrl, text))).toEqual({ id: "x" });
      expect(inputs.at(-1)).toEqual({ id: "x" });
    },
    { runs: 1 },
  ),
  "WIRE-31": probe(
    async (shop) => {
      const aborted = Promise.withResolvers<unknown>();
      const entered = Promise.withResolvers<void>();
      shop.act = ({ signal }) => {
        signal.addEventListener("abort", () => aborted.resolve(signal.reason));
        entered.resolve();
        return aborted.promise;
      };
      const socket = await openSocket(shop.publicUrl);
      socket.write(postText("/shop/act", "{}"));
      await entered.promise;
      await drop(socket);
      expect(await aborted.promise).toMatchObject({ code: "canceled" });
    },
    { runs: 1, note: "the abort of the handler's signal is asserted; its delay is measured elsewhere" },
  ),
  "WIRE-32": probe(async ({ publicUrl }) => {
    const socket = await openSocket(publicUrl);
    socket.write(keep(["content-length: 100"], '{"text":'));
    await drop(socket);
    // The listener has seen the end of the other connection once it responds on this one.
    expectProblem(await ask(publicUrl, requestText("GET", "/nothing")), 404, "unimplemented");
  }),
  "WIRE-33": probe(async () => {
    await using shop = await openShop({ public: { port: 0, maxConnections: 8 } });
    const early = await openSocket(shop.publicUrl);
    const idle: Socket[] = [];
    for (let count = 0; count < 7; count += 1) idle.push(await openSocket(shop.publicUrl));
    for (let count = 0; count < 50; count += 1) {
      expect(await send(shop.publicUrl, requestText("GET", "/shop/items/x")).catch(() => "")).toBe("");
    }
    const response = readAll(early);
    early.write(requestText("GET", "/shop/items/x"));
    expect(expectJson(parseResponse(await response))).toEqual({ id: "x" });
    for (const socket of idle) await drop(socket);
    expect(shop.runs).toBe(1);
  }),
};
