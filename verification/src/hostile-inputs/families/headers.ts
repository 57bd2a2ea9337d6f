/** HDR: metadata and headers that try to become other headers. */

import type { MetadataInput } from "@seamline/core";
import { expect } from "vitest";
import { type Bindings, type Probe, probe } from "../binding.ts";
import { errorEverywhere } from "../outcome.ts";
import { ask, expectJson, expectProblem, postText, requestText } from "../raw-request.ts";

/** Metadata that is refused before a request is sent. */
function refused(code: string, ...given: readonly MetadataInput[]): Probe {
  return probe(async (shop) => {
    for (const metadata of given) {
      const error = await errorEverywhere(shop, "context", {}, { metadata });
      expect(error, JSON.stringify(metadata).slice(0, 80)).toMatchObject({ code, sent: "not_sent" });
    }
  });
}

/** Headers that are ignored: the call succeeds without them. */
function ignored(headers: readonly string[]): Probe {
  return probe(
    async ({ publicUrl }) => {
      for (const header of headers) {
        const seen = expectJson(await ask(publicUrl, postText("/shop/context", "{}", [header])));
        expect(seen).toMatchObject({ origin: "public", metadata: {} });
        const { traceId } = (seen as { trace: { traceId: string } }).trace;
        expect(traceId).toMatch(/^[0-9a-f]{32}$/);
        expect(header.toLowerCase()).not.toContain(traceId);
      }
    },
    { runs: headers.length },
  );
}

const trace = "0af7651916cd43dd8448eb211c80319c";

export const headers: Bindings = {
  "HDR-01": refused("invalid_argument", { note: "a\r\nX-Internal: 1" }),
  "HDR-02": refused("invalid_argument", { note: "a\nb" }),
  "HDR-03": refused("invalid_argument", { note: "a\0b" }),
  "HDR-07": refused("resource_exhausted", { note: "x".repeat(64 * 1024) }),
  "HDR-08": refused(
    "resource_exhausted",
    Object.fromEntries(Array.from({ length: 300 }, (_, index) => [`n${index}`, "x"])),
  ),
  "HDR-10": refused("invalid_argument", { "": "x" }, { " ": "x" }, { "a b": "x" }, { "a:b": "x" }),
  "HDR-11": probe(
    async (shop) => {
      const metadata = JSON.parse('{"__proto__":"x"}') as MetadataInput;
      expect((await errorEverywhere(shop, "context", {}, { metadata })).code).toBe("invalid_argument");
      const response = await ask(shop.publicUrl, postText("/shop/context", "{}", ["__proto__: x"]));
      expect(expectJson(response)).toMatchObject({ metadata: {} });
    },
    { runs: 1, note: "as metadata it is refused; a header of a request is ignored like any other unknown one" },
  ),
  "HDR-13": probe(
    async (shop) => {
      const metadata = { "X-A": "1", "x-a": "2" };
      const seen = (await shop.client.run("context", {}, { metadata })) as { metadata: unknown };
      expect(seen.metadata).toEqual({ "x-a": ["1", "2"] });
      expect(await shop.local.run("context", {}, { metadata })).toMatchObject({ metadata: seen.metadata });
    },
    { runs: 2 },
  ),
  "HDR-14": probe(async ({ publicUrl }) => {
    const lengths = ["content-type: application/json", "Content-Length: 2", "content-length: 40"];
    expectProblem(await ask(publicUrl, requestText("POST", "/shop/keep", lengths, "{}")), 400, "invalid_argument");
  }),
  "HDR-15": refused("invalid_argument", { x_internal: "1" }),
  "HDR-16": refused("invalid_argument", { cookie: "a=b" }, { "set-cookie": "a=b" }),
  "HDR-17": refused("invalid_argument", { authorization: "Bearer good" }, { Authorization: "Bearer good" }),
  "HDR-18": ignored([
    `baggage: ${"k=v,".repeat(2300)}k=v`,
    `tracestate: ${Array.from({ length: 40 }, (_, index) => `v${index}=x`).join(",")}`,
  ]),
  "HDR-19": ignored([
    `traceparent: 00-${"0".repeat(32)}-${"0".repeat(16)}-00`,
    `traceparent: ff-${trace}-b7ad6b7169203331-01`,
    `traceparent: 00-${trace.toUpperCase()}-B7AD6B7169203331-01`,
    `traceparent: 00-${trace}-b7ad6b71692033-01`,
    "traceparent: ",
  ]),
};
