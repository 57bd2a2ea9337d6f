/** PP: bodies that try to reach a prototype. */

import { printReason } from "@seamline/core/internal";
import { expect } from "vitest";
import { type Bindings, type Probe, probe } from "../binding.ts";
import { errorEverywhere, valueEverywhere } from "../outcome.ts";
import { ask, expectJson, expectProblem, postText } from "../raw-request.ts";

const tolerant = "unknown keys are stripped, as by every tolerant reader; the handler never sees them";
const noTags =
  "bodies are plain JSON: no member of one names types, references or paths, so this is an unknown key and stripped";

/** A body that both listeners refuse. */
function refused(body: string): Probe {
  return probe(async ({ publicUrl, internalUrl }) => {
    for (const url of [publicUrl, internalUrl]) {
      expectProblem(await ask(url, postText("/shop/keep", body)), 400, "invalid_argument");
    }
  });
}

/** A body of which only the known keys reach the handler. */
function stripped(body: string, note: string): Probe {
  return probe(
    async ({ publicUrl, inputs }) => {
      expect(expectJson(await ask(publicUrl, postText("/shop/keep", body)))).toEqual({});
      expect(Reflect.ownKeys(inputs.at(-1) as object)).toEqual([]);
    },
    { runs: 1, note },
  );
}

/** A value that arrives as plain data on every transport. */
function plainData(a: unknown): Probe {
  return probe(async (shop) => expect(await valueEverywhere(shop, "keep", { a })).toEqual({ a }), {
    runs: 2,
    note: "inside z.json() every key but __proto__ is data",
  });
}

export const prototypePollution: Bindings = {
  "PP-02": refused('{"a":{"__proto__":{"polluted":1}}}'),
  "PP-03": probe(async ({ publicUrl }) => {
    for (const body of ['[{"__proto__":{"polluted":1}}]', '{"list":[{"__proto__":{"polluted":1}}]}']) {
      expectProblem(await ask(publicUrl, postText("/shop/keep", body)), 400, "invalid_argument");
    }
  }),
  "PP-04": refused('{"\\u005f_proto__":{"x":1}}'),
  "PP-05": refused('{"__proto__":null}'),
  "PP-06": refused('{"__proto__":[]}'),
  "PP-08": stripped('{"prototype":{"x":1}}', tolerant),
  "PP-09": stripped('{"__defineGetter__":"x"}', tolerant),
  "PP-10": probe(
    async (shop) => {
      const thrown = JSON.parse('{"toString":"x"}') as unknown;
      shop.act = () => {
        throw thrown;
      };
      expect((await errorEverywhere(shop, "act")).code).toBe("internal");
      expect(shop.reported.slice(-2)).toEqual([thrown, thrown]);
      expect(printReason(thrown)).toBe("a value that cannot be printed");
    },
    { runs: 2 },
  ),
  "PP-13": plainData({ hasOwnProperty: 1 }),
  "PP-14": plainData({ valueOf: 1, length: -1 }),
  "PP-16": stripped('{"meta":{"values":[["__proto__","polluted"]]},"json":{"polluted":1}}', noTags),
  "PP-18": stripped('{"meta":{"values":[["a","__proto__"]]},"json":{"a":{}}}', noTags),
  "PP-19": stripped('{"meta":{"values":[["list","push"],["list","toString"]]},"json":{"list":[]}}', noTags),
  "PP-20": stripped('{"$type":"Function","t":25,"meta":{"values":["RegExp","Error"]}}', noTags),
  "PP-22": probe(
    async ({ publicUrl }) => {
      const response = await ask(publicUrl, postText("/shop/keep", '{"list":{"length":4294967295}}'));
      expectProblem(response, 400, "invalid_argument");
    },
    { note: "no encoding of sparse arrays exists: an object is not taken for a list, and nothing is allocated for it" },
  ),
  "PP-24": probe(
    async ({ publicUrl }) => {
      const body = `{"list":[${'["k",1],'.repeat(1_000_000)}0]}`;
      expectProblem(await ask(publicUrl, postText("/shop/keep", body)), 413, "resource_exhausted");
    },
    { note: "a Map travels as a list through a codec of the contract: the size cap holds before any entry is read" },
  ),
};
