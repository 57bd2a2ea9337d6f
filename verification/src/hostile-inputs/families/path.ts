/** PATH: path parameters that could change their meaning in transit. */

import { ContractError, defineContract } from "@seamline/core";
import { expect } from "vitest";
import { z } from "zod";
import { type Bindings, type Probe, probe } from "../binding.ts";
import { errorEverywhere, valueEverywhere } from "../outcome.ts";

/** Text that arrives unchanged. */
function literal(...ids: readonly string[]): Probe {
  return probe(
    async (shop) => {
      for (const id of ids) expect(await valueEverywhere(shop, "find", { id })).toEqual({ id });
    },
    { runs: 2 * ids.length },
  );
}

/** Text that is refused before a request is sent. */
function refused(id: string): Probe {
  return probe(async (shop) => {
    const error = await errorEverywhere(shop, "find", { id });
    expect(error).toMatchObject({ code: "invalid_argument", sent: "not_sent" });
  });
}

export const path: Bindings = {
  "PATH-01": refused(".."),
  "PATH-02": refused("."),
  "PATH-03": literal("%2e%2e"),
  "PATH-04": literal(".%2e"),
  "PATH-07": literal("..\\admin"),
  "PATH-08": literal("a/b"),
  "PATH-10": refused(""),
  "PATH-11": literal(" ", "%20"),
  "PATH-13": literal("a#x"),
  "PATH-14": literal("a;b=c"),
  "PATH-16": literal("a\r\nX-Internal: 1"),
  "PATH-17": refused("\ud800"),
  "PATH-20": literal("@evil.test"),
  "PATH-21": probe(
    async (shop) => {
      const input = { one: "{other}", other: ":one" };
      expect(await valueEverywhere(shop, "pair", input)).toEqual(input);
    },
    { runs: 2 },
  ),
  "PATH-22": literal("$&", "$1"),
  "PATH-24": probe(
    async (shop) => {
      for (const value of [0, false, -0, 1e21]) {
        // −0 equals 0, and no more is guaranteed.
        expect((await valueEverywhere(shop, "measure", { value: value === 0 ? 0 : value })) === value).toBe(true);
      }
      expect((await errorEverywhere(shop, "measure", { value: Number.NaN })).code).toBe("invalid_argument");
    },
    { runs: 8 },
  ),
  "PATH-25": probe(async () => {
    for (const name of ["__proto__", "constructor"]) {
      const define = (): unknown =>
        defineContract("paths", {
          operations: { get: { http: `GET /x/{${name}}`, input: z.object({ id: z.string() }), output: z.string() } },
        });
      expect(define).toThrow(ContractError);
    }
    const { operations } = defineContract("paths", {
      operations: { get: { http: "GET /x/{constructor}", input: z.object({ constructor: z.string() }) } },
    });
    expect([...(operations.get?.fieldLocations ?? [])]).toEqual([["constructor", "path"]]);
  }),
};
