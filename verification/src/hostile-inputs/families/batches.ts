/** BAT: batches, which only internal listeners accept. */

import { createClient } from "@seamline/core";
import { createHttpTransport } from "@seamline/http";
import { expect } from "vitest";
import { type Bindings, type Probe, probe, runBy } from "../binding.ts";
import { errorOf } from "../outcome.ts";
import { ask, expectProblem, openSocket, type RawResponse, requestText, send } from "../raw-request.ts";
import { type Shop, ShopClient } from "../shop.ts";
import { drop } from "./wire.ts";

const path = "/seamline/batch/shop/";
const type = "content-type: application/vnd.seamline.batch";
const contexts = '{"contexts":[]}\n';

function batchText(body: string, contentType: string = type, target: string = path): string {
  return requestText("POST", target, [contentType, `content-length: ${Buffer.byteLength(body)}`], body);
}

/** The two lines of one call. */
function call(id: string, operation = "need", body = '{"text":"good"}'): string {
  return `POST /shop/${operation} ${id} 5000 - -\n${body}\n`;
}

/** A batch that is refused as a whole: none of its calls runs. */
function refused(status: number, code: string, body: string, contentType?: string): Probe {
  return probe(
    async ({ internalUrl }) => {
      expectProblem(await ask(internalUrl, batchText(body, contentType)), status, code);
      expect(lineOf(await ask(internalUrl, batchText(contexts + call("good"))), "good")).toBe('good 200 "good"');
    },
    { runs: 1 },
  );
}

/** The line of one call in the response. */
function lineOf({ body }: RawResponse, id: string): string | undefined {
  return body.split(/\r?\n/).find((line) => line.startsWith(`${id} `));
}

const two = call("one") + call("two");

export const batches: Bindings = {
  "SPF-15": probe(async ({ publicUrl }: Shop) => {
    const text = batchText(contexts + call("one") + call("two", "secret", "{}"));
    const response = await ask(publicUrl, text);
    expectProblem(response, 404, "unimplemented");
    expect(response.timeless).toBe((await ask(publicUrl, text.replace(path, "/seamline/nothing/"))).timeless);
  }),
  "BAT-02": probe(
    async (shop) => {
      shop.act = ({ signal }) =>
        new Promise((resolve) => signal.addEventListener("abort", () => resolve({ done: false })));
      const transport = createHttpTransport(shop.internalUrl.href, { batch: 64 });
      const client = createClient(ShopClient, transport);
      const pending = Array.from({ length: 50 }, () => errorOf(client.run("act", {}, { timeoutMs: 400 })));
      const codes = (await Promise.all(pending)).map(({ code }) => code);
      expect(codes).toEqual(codes.map(() => "deadline_exceeded"));
      await transport.close?.();
    },
    { runs: 50, note: "each call has its own deadline and counts as one call under way" },
  ),
  "BAT-05": runBy("packages/http/test/batching.test.ts"),
  "BAT-15": refused(400, "invalid_argument", `${contexts}${call("one")}hello\n\n`),
  "BAT-16": refused(
    429,
    "resource_exhausted",
    contexts + Array.from({ length: 257 }, (_, n) => call(`c${n}`)).join(""),
  ),
  "BAT-17": refused(413, "resource_exhausted", contexts + two + call("large", "need", "x".repeat(4 * 1024 * 1024))),
  "BAT-18": refused(415, "invalid_argument", contexts + two, "content-type: application/json"),
  "BAT-19": refused(400, "invalid_argument", contexts + two + call("one")),
  "BAT-20": refused(400, "invalid_argument", (contexts + two).slice(0, -3)),
  "BAT-21": probe(
    async ({ internalUrl }) => {
      const deep = `{"a":${"[".repeat(100_000)}${"]".repeat(100_000)}}`;
      const response = await ask(internalUrl, batchText(contexts + call("deep", "keep", deep) + call("good")));
      expect(lineOf(response, "deep")).toMatch(
        /^deep 4(?:00|13|29) \{.*"code":"(?:resource_exhausted|invalid_argument)"/,
      );
      expect(lineOf(response, "good")).toBe('good 200 "good"');
    },
    { runs: 1 },
  ),
  "BAT-22": probe(async ({ internalUrl }) => {
    const text = batchText(contexts + two);
    const socket = await openSocket(internalUrl);
    socket.write(text.slice(0, -20));
    await drop(socket);
    expect(await send(internalUrl, requestText("GET", "/nothing"))).toContain("404");
  }),
  "BAT-23": probe(
    async ({ internalUrl }) => {
      const polluted = call("one", "keep", '{"a":{"__proto__":{"x":1}}}');
      const response = await ask(internalUrl, batchText(contexts + polluted + call("good")));
      expect(lineOf(response, "one")).toMatch(/^one 400 /);
      expect(lineOf(response, "good")).toBe('good 200 "good"');
    },
    { runs: 1 },
  ),
};
