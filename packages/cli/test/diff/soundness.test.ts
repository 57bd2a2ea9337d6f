/**
 * The proof of the classifier: random pairs of schemas through the real call path. A change that
 * `diff` does not classify as breaking for callers (or handlers) breaks none of them, for any value
 * that they send.
 */

import { type Contract, ContractError, defineContract } from "@seamline/core";
import { getOperation } from "@seamline/core/generated";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import type { ContractChange } from "../../src/diff/change.ts";
import { compareContracts } from "../../src/diff/compare-contracts.ts";
import type { Side } from "../../src/diff/rule.ts";
import { takeSnapshot } from "../../src/model/contract-snapshot.ts";
import { editsOf, plans, valuesOf } from "./random-plans.ts";
import { type Plan, toSchema } from "./schema-plans.ts";

interface Pair {
  readonly before: Plan;
  readonly after: Plan;
  readonly fromBefore: readonly unknown[];
  readonly fromAfter: readonly unknown[];
}

const pairs: fc.Arbitrary<Pair> = plans.chain((before) =>
  fc.oneof({ weight: 5, arbitrary: editsOf(before) }, { weight: 1, arbitrary: plans }).chain((after) =>
    fc.record({
      before: fc.constant(before),
      after: fc.constant(after),
      fromBefore: fc.array(valuesOf(before), { minLength: 12, maxLength: 12 }),
      fromAfter: fc.array(valuesOf(after), { minLength: 12, maxLength: 12 }),
    }),
  ),
);

/** False for plans that contracts refuse, as unions whose options cannot be told apart. */
function isAccepted(plan: Plan): boolean {
  try {
    contractOf(plan);
    return true;
  } catch (reason) {
    if (reason instanceof ContractError) return false;
    throw reason;
  }
}

function contractOf(plan: Plan): Contract {
  const value = toSchema(plan);
  return defineContract("shop", {
    operations: { buy: { input: z.object({ value }), output: z.object({ value }) } },
  });
}

function schemaOf(contract: Contract, part: "input" | "output"): Schema {
  return getOperation(contract, "buy")[part] as unknown as Schema;
}

const runs = Number(process.env.SEAMLINE_DIFF_RUNS ?? 600);
const seed = Number(process.env.SEAMLINE_DIFF_SEED ?? 20_261_120);

describe("compareContracts", () => {
  it("classifies no change as safe that breaks a caller or a handler", () => {
    const counts = { unchanged: 0, keepsCallers: 0, keepsHandlers: 0, breaksCallers: 0, breaksHandlers: 0, values: 0 };
    fc.assert(
      fc.property(pairs, ({ before, after, fromBefore, fromAfter }) => {
        fc.pre(isAccepted(before) && isAccepted(after));
        const [old, now] = [contractOf(before), contractOf(after)];
        const changes = compareContracts(takeSnapshot(old), takeSnapshot(now));
        for (const part of ["input", "output"] as const) {
          const [one, other] = [schemaOf(old, part), schemaOf(now, part)];
          const sent = [sendingsOf(one, part, fromBefore), sendingsOf(other, part, fromAfter)] as const;
          counts.values += sent[0].length + sent[1].length;
          const [forward, backward] = part === "input" ? sides : sides.toReversed();
          const own = changes.filter(({ path }) => path.startsWith(`buy.${part}`));
          count(own, counts);
          if (!breaks(own, forward as Side)) expectAccepted(other, sent[0]);
          if (!breaks(own, backward as Side)) expectAccepted(one, sent[1]);
        }
      }),
      { numRuns: runs, seed },
    );
    // Each verdict occurs often, otherwise the property would hold without being tested.
    for (const [verdict, amount] of Object.entries(counts)) expect(amount, verdict).toBeGreaterThan(runs / 40);
  });

  it("finds no difference between a schema and itself", () => {
    fc.assert(
      fc.property(plans, (plan) => {
        fc.pre(isAccepted(plan));
        expect(compareContracts(takeSnapshot(contractOf(plan)), takeSnapshot(contractOf(plan)))).toEqual([]);
      }),
      { numRuns: runs / 4, seed },
    );
  });
});

const sides: readonly Side[] = ["callers", "handlers"];

interface Schema {
  decode(value: unknown): unknown;
  encode(value: unknown): unknown;
}

/**
 * The values that a sender of this version sends: clients and handlers send encoded values, others
 * an input that its schema accepts and keeps whole. Properties that a schema strips are beyond its
 * contract, and a later version may give them a meaning.
 */
function sendingsOf(schema: Schema, part: "input" | "output", values: readonly unknown[]): readonly unknown[] {
  return values.flatMap((value) => {
    const wire = { value };
    if (!accepts(schema, wire)) return [];
    const sent = send(schema, wire);
    return part === "input" && isKept(wire, schema.decode(wire)) ? [wire, ...sent] : sent;
  });
}

/** Values that cannot be encoded are not sent. */
function send(schema: Schema, wire: unknown): readonly unknown[] {
  try {
    return [schema.encode(schema.decode(wire))];
  } catch {
    return [];
  }
}

/** Checks that every property of a value is in the other. */
function isKept(value: unknown, whole: unknown): boolean {
  if (typeof value !== "object" || value === null) return true;
  if (typeof whole !== "object" || whole === null) return false;
  return Object.entries(value).every(
    ([key, item]) => Object.hasOwn(whole, key) && isKept(item, (whole as Record<string, unknown>)[key]),
  );
}

function expectAccepted(schema: Schema, values: readonly unknown[]): void {
  for (const value of values) expect(accepts(schema, value), JSON.stringify(value)).toBe(true);
}

function accepts(schema: Schema, value: unknown): boolean {
  try {
    schema.decode(value);
    return true;
  } catch {
    return false;
  }
}

function breaks(changes: readonly ContractChange[], side: Side): boolean {
  return changes.some((change) => change.breaks.includes(side));
}

function count(changes: readonly ContractChange[], counts: Record<string, number>): void {
  const add = (name: string): void => {
    counts[name] = (counts[name] ?? 0) + 1;
  };
  if (changes.length === 0) add("unchanged");
  else {
    add(breaks(changes, "callers") ? "breaksCallers" : "keepsCallers");
    add(breaks(changes, "handlers") ? "breaksHandlers" : "keepsHandlers");
  }
}
