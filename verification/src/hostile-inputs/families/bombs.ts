/** BOMB: inputs that cost more to read than to send. */

import { gzipSync } from "node:zlib";
import { expect } from "vitest";
import { type Bindings, type Probe, probe } from "../binding.ts";
import { errorEverywhere, valueEverywhere } from "../outcome.ts";
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
import { slowBody } from "./wire.ts";

const json = "content-type: application/json";
const megabyte = 1024 * 1024;

/** Bodies that are refused, each in a request. */
function refused(target: string, ...bodies: readonly string[]): Probe {
  return probe(async ({ publicUrl }) => {
    for (const body of bodies) expectProblem(await ask(publicUrl, postText(target, body)), 400, "invalid_argument");
  });
}

/** Nesting and sizes beyond the limits. */
function tooDeep(open: string, close: string, note: string): Probe {
  return probe(
    async ({ publicUrl }) => {
      for (const depth of [65, 5_000, 50_000]) {
        const body = `{"a":${open.repeat(depth)}1${close.repeat(depth)}}`;
        expectProblem(await ask(publicUrl, postText("/shop/keep", body)), 429, "resource_exhausted");
      }
      const huge = `{"a":${open.repeat(megabyte)}`;
      expectProblem(await ask(publicUrl, postText("/shop/keep", huge)), 413, "resource_exhausted");
    },
    { note },
  );
}

const caps = "depth and size are caps on resources: resource_exhausted on every transport";

export const bombs: Bindings = {
  "BOMB-01": tooDeep("[", "]", caps),
  "BOMB-03": tooDeep('[{"x":', "}]", `${caps}; bodies have no type tags, so lists and objects are mixed`),
  "BOMB-06": probe(
    async ({ publicUrl, inputs }) => {
      const keys = Array.from({ length: 100_000 }, (_, index) => `"${index}":0`).join(",");
      const body = `{"a":{${keys}}}`;
      expect(Buffer.byteLength(body)).toBeLessThan(megabyte);
      expect((await ask(publicUrl, postText("/shop/keep", body))).status).toBe(200);
      expect(Object.keys((inputs.pop() as { a: object }).a).length).toBe(100_000);
      expectProblem(await ask(publicUrl, postText("/shop/keep", `{"a":{${keys},${keys}}}`)), 413, "resource_exhausted");
    },
    {
      runs: 1,
      note: "keys are bounded by the 1 MiB of a body, and cost linear time: V8 seeds its hashes, integer keys are elements",
    },
  ),
  "BOMB-07": probe(async ({ publicUrl }) => {
    const announced = requestText("POST", "/shop/keep", [json, `content-length: ${300 * megabyte}`], '{"text":"');
    const socket = await openSocket(publicUrl);
    const response = readAll(socket);
    socket.write(announced);
    const before = process.memoryUsage().arrayBuffers;
    const chunk = Buffer.alloc(megabyte, "x");
    for (let sent = 0; sent < 300 && !socket.destroyed; sent += 1) {
      await new Promise((resolve) => socket.write(chunk, resolve));
    }
    expect(parseResponse(await response).status).toBe(413);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(32 * megabyte);
  }),
  "BOMB-08": refused("/shop/keep", '{"amount":1e400}', '{"amount":-1e400}'),
  "BOMB-09": refused("/shop/keep", '{"whole":9007199254740993}'),
  "BOMB-10": refused("/shop/code", `{"big":"${"9".repeat(1_000_000)}"}`),
  "BOMB-12": probe(
    async (shop) => {
      const text = "\ud800".repeat(100);
      expect(await valueEverywhere(shop, "keep", { text, a: [text] })).toEqual({ text, a: [text] });
    },
    { runs: 2 },
  ),
  "BOMB-13": probe(
    async ({ publicUrl }) => {
      const body = gzipSync(Buffer.alloc(10 * megabyte, " "));
      const headers = [json, "content-encoding: gzip", `content-length: ${body.length}`];
      const text = Buffer.concat([Buffer.from(requestText("POST", "/shop/keep", headers)), body]);
      expectProblem(await ask(publicUrl, text), 400, "invalid_argument");
    },
    { note: "bodies are never decompressed: a content encoding is refused before a byte is read" },
  ),
  "BOMB-15": probe(async ({ publicUrl }) => {
    const text = requestText("POST", "/shop/keep", [json, "expect: 100-continue", "content-length: 1000000000000000"]);
    expectProblem(await ask(publicUrl, text), 413, "resource_exhausted");
  }),
  "BOMB-16": slowBody,
  "BOMB-17": probe(
    async ({ publicUrl }) => {
      const body = '{"text":"a"}';
      const headers = ["host: shop", json, `content-length: ${body.length}`];
      const text = await send(
        publicUrl,
        ["POST /shop/keep HTTP/1.1", ...headers, "", `${body}{"text":"b"} /shop/secret HTTP/1.1\r\n\r\n`].join("\r\n"),
      );
      expect(text.match(/^HTTP\/1\.1 \d+/gm)).toEqual(["HTTP/1.1 200"]);
    },
    {
      runs: 1,
      note: "what follows a body is another request of the same client: here none, and the connection ends after one response",
    },
  ),
  "BOMB-18": probe(
    async ({ publicUrl }) => {
      for (const [boundary, body] of [
        ["x", "--x\r\n\r\na\r\n".repeat(50_000)],
        ["x".repeat(10_000), "--x"],
        ["x", "--x\r\n"],
      ] as const) {
        const type = `content-type: multipart/form-data; boundary=${boundary}`;
        const text = requestText("POST", "/shop/keep", [type, `content-length: ${body.length}`], body);
        expectProblem(await ask(publicUrl, text), 415, "invalid_argument");
      }
    },
    { note: "no operation takes multipart bodies, so the type is refused before a part is read" },
  ),
  "BOMB-20": probe(async (shop) => {
    for (const at of ["+275760-09-13T00:00:00.001Z", "2026-02-30", "2026-02-30T00:00:00Z", ""]) {
      const response = await ask(shop.publicUrl, postText("/shop/code", JSON.stringify({ at })));
      expectProblem(response, 400, "invalid_argument");
    }
    const error = await errorEverywhere(shop, "code", { at: new Date(Number.NaN) });
    expect(error.code).toBe("invalid_argument");
  }),
  "BOMB-22": probe(
    async ({ publicUrl }) => {
      const text = JSON.stringify({ text: "x".repeat(100_000) });
      const chunks = [...text].map((character) => `1\r\n${character}\r\n`).join("");
      const request = requestText("POST", "/shop/keep", [json, "transfer-encoding: chunked"], `${chunks}0\r\n\r\n`);
      expect(JSON.stringify(expectJson(await ask(publicUrl, request)))).toBe(text);
    },
    { runs: 1, note: "100,000 chunks of one byte are read like any body; the cost per chunk is measured elsewhere" },
  ),
};
