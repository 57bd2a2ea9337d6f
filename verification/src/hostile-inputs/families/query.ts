/** QRY: queries that some parsers read as more than text. */

import { expect } from "vitest";
import { type Bindings, type Probe, probe } from "../binding.ts";
import { errorEverywhere, valueEverywhere } from "../outcome.ts";
import { ask, expectJson, expectProblem, type RawResponse, requestText } from "../raw-request.ts";
import type { Shop } from "../shop.ts";

function get({ publicUrl }: Shop, query: string): Promise<RawResponse> {
  return ask(publicUrl, requestText("GET", `/shop/items/x?${query}`));
}

/** Queries that are refused, each in a request. */
function refused(...queries: readonly string[]): Probe {
  return probe(async (shop) => {
    for (const query of queries) expectProblem(await get(shop, query), 400, "invalid_argument");
  });
}

/** A query with the input that it is read as. */
function read(query: string, expected: object, note?: string): Probe {
  return probe(async (shop) => expect(expectJson(await get(shop, query))).toEqual({ id: "x", ...expected }), {
    runs: 1,
    ...(note !== undefined && { note }),
  });
}

export const query: Bindings = {
  "QRY-01": refused("__proto__[x]=1"),
  "QRY-02": refused("constructor[prototype][x]=1"),
  "QRY-03": refused("words=a&words[__proto__][x]=1"),
  "QRY-07": refused("words[1000000000]=x"),
  "QRY-09": probe(
    async (shop) => {
      const pairs = "a&".repeat(10_000);
      expectProblem(await get(shop, pairs), 431, "invalid_argument");
      const internal = await ask(shop.internalUrl, requestText("GET", `/shop/items/x?${pairs}`));
      expect(expectJson(internal)).toEqual({ id: "x" });
    },
    { runs: 1, note: "a query is bounded by the size of its request line, 16 KiB outside and 32 KiB between services" },
  ),
  "QRY-10": probe(async (shop) =>
    expectProblem(await get(shop, `words=${"x".repeat(17_000)}`), 431, "invalid_argument"),
  ),
  "QRY-11": refused("words=%E0%A4%A"),
  "QRY-12": read("words=%00", { words: ["\0"] }, "strings are never normalised; a schema may refuse NUL"),
  "QRY-13": probe(
    async (shop) => {
      expect(expectJson(await get(shop, "words=+&words=%2B&words=%20"))).toEqual({ id: "x", words: [" ", "+", " "] });
    },
    { runs: 1, note: "a plus sign is a space, as forms write it; our transport writes a plus as %2B" },
  ),
  "QRY-15": read("words=1;b=2", { words: ["1;b=2"] }),
  "QRY-16": refused("page=NaN", "page=Infinity", "page=0x10", "page=1e3", "page=%201", "ratio=NaN", "ratio=1e3"),
  "QRY-17": probe(
    async (shop) => {
      for (const text of ["TRUE", "1", "on", "yes", ""]) {
        expectProblem(await get(shop, `flag=${text}`), 400, "invalid_argument");
      }
      expect(expectJson(await get(shop, "flag=true"))).toEqual({ id: "x", flag: true });
      expect(expectJson(await get(shop, "flag=false"))).toEqual({ id: "x", flag: false });
    },
    { runs: 2 },
  ),
  "QRY-19": probe(
    async (shop) => {
      expect(await valueEverywhere(shop, "find", { id: "x", page: undefined })).toEqual({ id: "x" });
      expect((await errorEverywhere(shop, "find", { id: "x", page: null })).code).toBe("invalid_argument");
    },
    { runs: 2 },
  ),
};
