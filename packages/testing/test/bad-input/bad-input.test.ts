/** Runs the corpus of hostile inputs: every row has a probe, or says why it does not apply. */

import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import corpus from "./bad-input-cases.json" with { type: "json" };
import type { Bindings, Probe, Row } from "./binding.ts";
import { allBindings } from "./families/all.ts";
import { ask, expectJson, postText } from "./raw-request.ts";
import { openShop, type Shop } from "./shop.ts";

const rows: readonly Row[] = corpus;
const bindings: Bindings = allBindings;

/** Milliseconds that a probe may take in all, waiting for timeouts included. */
const patienceMs = 10_000;

/** Bytes that the heap may have grown by when every probe has run. */
const maxHeapGrowth = 24 * 1024 * 1024;

const prototypes = [Object.prototype, Array.prototype, Function.prototype, String.prototype];
const cleanKeys = prototypes.map((prototype) => Reflect.ownKeys(prototype));

const escaped: unknown[] = [];
const onEscape = (reason: unknown): void => {
  escaped.push(reason);
};

let shop: Shop;
let heapBefore = 0;
beforeAll(async () => {
  process.on("unhandledRejection", onEscape);
  process.on("uncaughtException", onEscape);
  shop = await openShop();
  await assertServes(shop);
  heapBefore = measureHeap();
});
afterAll(async () => {
  await shop[Symbol.asyncDispose]();
  process.off("unhandledRejection", onEscape);
  process.off("uncaughtException", onEscape);
  console.log(printSummary());
});

describe("the corpus of hostile inputs", () => {
  it("is bound row by row", () => {
    const unbound = rows.filter(({ id }) => !Object.hasOwn(bindings, id)).map(({ id }) => id);
    const known = new Set(rows.map(({ id }) => id));
    const unknown = Object.keys(bindings).filter((id) => !known.has(id));
    expect({ unbound, unknown, rows: known.size }).toEqual({ unbound: [], unknown: [], rows: rows.length });
  });

  for (const row of rows) {
    const binding = bindings[row.id];
    if (binding?.kind === "probe") it(`${row.id}: ${row.input} => ${row.expect}`, () => examine(binding));
    else if (binding !== undefined) it.skip(`${row.id}: ${binding.reason}`);
  }

  it("leaves the heap as it was", () => {
    shop.inputs.length = 0;
    shop.reported.length = 0;
    expect(measureHeap() - heapBefore).toBeLessThan(maxHeapGrowth);
  });
});

/** Runs a probe and looks at what every probe must leave behind: nothing. */
async function examine(probe: Probe): Promise<void> {
  const runsBefore = shop.runs;
  await within(patienceMs, probe.run(shop));
  shop.act = () => ({ done: true });
  expect(shop.runs - runsBefore, "handler runs").toBe(probe.runs);
  await new Promise((resolve) => setImmediate(resolve));
  expect(escaped).toEqual([]);
  expect(prototypes.map((prototype) => Reflect.ownKeys(prototype))).toEqual(cleanKeys);
  await assertServes(shop);
}

/** Both listeners and the transport still do their work. */
async function assertServes({ client, publicUrl }: Shop): Promise<void> {
  expect(await client.run("need", { text: "good" })).toBe("good");
  expect(expectJson(await ask(publicUrl, postText("/shop/need", '{"text":"good"}')))).toBe("good");
}

async function within(milliseconds: number, work: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`did not settle within ${milliseconds} ms`)), milliseconds);
  });
  await Promise.race([work, late]).finally(() => clearTimeout(timer));
}

/** Bytes in use after everything that can be collected was. */
function measureHeap(): number {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as () => void;
  collect();
  return process.memoryUsage().heapUsed;
}

function printSummary(): string {
  const probes = Object.entries(bindings).filter(([, { kind }]) => kind === "probe");
  const reasons = new Map<string, string[]>();
  for (const [id, binding] of Object.entries(bindings)) {
    if (binding.kind === "inapplicable") reasons.set(binding.reason, [...(reasons.get(binding.reason) ?? []), id]);
  }
  const notes = probes.filter(([, binding]) => binding.kind === "probe" && binding.note !== undefined);
  return [
    `hostile inputs: ${rows.length} rows, ${probes.length} run (${notes.length} read as their note says), ${rows.length - probes.length} do not apply:`,
    ...[...reasons].map(([reason, ids]) => `  ${ids.join(" ")}: ${reason}`),
  ].join("\n");
}
