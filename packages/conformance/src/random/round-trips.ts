/**
 * Random values of random schemas, sent in both directions over two transports. Whatever schema and value: the handler must receive
 * the same, and the caller must get the same value or the same error.
 */

import { type Contract, defineContract, type OperationDefinition, ServiceError } from "@seamline/core";
import { textKindOf } from "@seamline/core/internal";
import { z } from "zod";
import { createConformanceClient } from "../service/client.ts";
import { type ConformanceService, type ConformanceTarget, startTarget } from "../target/target.ts";
import { printCanonical } from "../transcript/canonical.ts";
import type { RandomOperation } from "./random-pairs.ts";
import { toField } from "./schema-plan.ts";

/** The pairs to send, and the targets that carry them. */
export interface RandomRoundTripOptions {
  /**
   * Pairs of a schema and a value, at least 1; rounded up to whole schemas of four values. Each is
   * sent twice: as an input that is echoed, and as an output.
   */
  readonly pairs: number;
  /** The same seed gives the same pairs. Default: drawn anew; the report has it. */
  readonly seed?: number;
  /** The first is the reference; the others are compared with it. */
  readonly targets: readonly ConformanceTarget[];
  /**
   * Receives the number of pairs sent so far, after each batch of at most 1,000, for progress.
   * Default: none.
   */
  readonly onPairs?: (sent: number) => void;
}

/** A pair that is not the same on two transports, made as small as it could be. */
export interface RandomDifference {
  /** The seed of the batch that the pair was drawn in. */
  readonly seed: number;
  /** The schema, value by value as data. */
  readonly schema: string;
  /** The value, in canonical form. */
  readonly value: string;
  /** The target that differs from the first one. */
  readonly transport: string;
  /** The outcome over the first target. */
  readonly expected: string;
  /** The outcome over `transport`. */
  readonly found: string;
}

/** The outcome of {@link runRandomRoundTrips}. All is well when `differences` is empty. */
export interface RandomRoundTripReport {
  /** The seed that was given or drawn. */
  readonly seed: number;
  /** Pairs that were sent over each target. */
  readonly pairs: number;
  /** Pairs whose value came back in the direction of an input. The others were refused. */
  readonly accepted: number;
  /** Pairs that differ, at most five: more are not looked for. */
  readonly differences: readonly RandomDifference[];
}

/** What came of one value. */
interface Outcome {
  readonly value: string;
  readonly text: string;
  readonly accepted: boolean;
}

const valuesPerSchema = 4;
const schemasPerBatch = 250;
/** One is enough to work on, and each is made smaller at the cost of many calls. */
const mostDifferences = 5;

/**
 * Sends random pairs over each target and compares what comes of them. Needs the package
 * `fast-check`.
 * @throws {RangeError} for a number of pairs below one.
 */
export async function runRandomRoundTrips(options: RandomRoundTripOptions): Promise<RandomRoundTripReport> {
  const { pairs, seed = Date.now() % 2 ** 31, targets, onPairs } = options;
  if (!(pairs >= 1)) throw new RangeError(`pairs: expected at least 1, found ${pairs}`);
  const { default: fc } = await import("fast-check");
  const { randomOperations } = await import("./random-pairs.ts");
  const operations = randomOperations(valuesPerSchema);
  const differences: RandomDifference[] = [];
  let sent = 0;
  let accepted = 0;
  for (let batch = 0; sent < pairs && differences.length < mostDifferences; batch += 1) {
    const numRuns = Math.min(schemasPerBatch, Math.ceil((pairs - sent) / valuesPerSchema));
    const drawn = { seed: seed + batch, numRuns };
    const outcomes = await runBatch(targets, fc.sample(operations, drawn));
    sent += numRuns * valuesPerSchema;
    accepted += outcomes[0]?.flat().filter((one) => one.accepted).length ?? 0;
    onPairs?.(sent);
    const [first] = findDifferences(targets, drawn.seed, outcomes);
    if (first === undefined) continue;
    // The same draw again, this one alone and ever smaller, until it is the same everywhere.
    let smallest = first.difference;
    const property = fc.asyncProperty(operations, async (operation) => {
      const [found] = findDifferences(targets, drawn.seed, await runBatch(targets, [operation]), [operation]);
      if (found === undefined) return true;
      smallest = found.difference;
      return false;
    });
    await fc.check(property, {
      seed: drawn.seed,
      path: String(first.index),
      numRuns: 1,
      interruptAfterTimeLimit: 30_000,
    });
    differences.push(smallest);
  }
  return { seed, pairs: sent, accepted, differences };
}

/** By target, by operation, by value. */
type Outcomes = readonly (readonly (readonly Outcome[])[])[];

function findDifferences(
  targets: readonly ConformanceTarget[],
  seed: number,
  outcomes: Outcomes,
  operations: readonly RandomOperation[] = [],
): readonly { readonly index: number; readonly difference: RandomDifference }[] {
  const [reference = [], ...others] = outcomes;
  return others.flatMap((other, target) =>
    reference.flatMap((expected, index) =>
      expected.flatMap((one, position) => {
        const found = other[index]?.[position];
        if (found === undefined || found.text === one.text) return [];
        const schema = JSON.stringify(operations[index]?.field ?? "see seed", (_, item) =>
          typeof item === "bigint" ? `${item}n` : item,
        );
        const transport = targets[target + 1]?.name ?? "";
        return [
          { index, difference: { seed, schema, value: one.value, transport, expected: one.text, found: found.text } },
        ];
      }),
    ),
  );
}

async function runBatch(
  targets: readonly ConformanceTarget[],
  operations: readonly RandomOperation[],
): Promise<Outcomes> {
  const contract = defineContract("random", { operations: Object.fromEntries(operations.flatMap(defineOperations)) });
  const outcomes = [];
  for (const target of targets) outcomes.push(await runTarget(target, contract, operations));
  return outcomes;
}

/** `echo7` takes the value and answers with it, `give7` answers with what it is told to. */
function defineOperations({ field, place }: RandomOperation, index: number): readonly [string, OperationDefinition][] {
  const schema = toField(field);
  const body = place === "Body" || textKindOf(schema) === undefined;
  const value = z.object({ value: schema });
  const path = `/random/echo/${index}`;
  const echo =
    body || place === "Header" ? { http: `POST ${path}`, input: value } : { http: `GET ${path}`, input: value };
  return [
    [`echo${index}`, { ...echo, output: value, ...(!body && place === "Header" && { in: { header: ["value"] } }) }],
    [`give${index}`, { output: value }],
  ];
}

async function runTarget(
  target: ConformanceTarget,
  contract: Contract,
  operations: readonly RandomOperation[],
): Promise<readonly (readonly Outcome[])[]> {
  const { toValue } = await import("./random-pairs.ts");
  const received = new Map<string, string>();
  const answers = new Map<number, unknown>();
  const started = await startTarget(target, [createRandomService(contract, received, answers)]);
  try {
    const client = createConformanceClient(contract, started.connect(contract.name));
    const runOne = async ({ values }: RandomOperation, index: number): Promise<readonly Outcome[]> => {
      const outcomes: Outcome[] = [];
      for (const one of values) {
        received.delete(`echo${index}`);
        const value = toValue(one);
        answers.set(index, toValue(one));
        const echoed = await settle(client.invoke(`echo${index}`, value));
        const given = await settle(client.invoke(`give${index}`));
        const text = `received ${received.get(`echo${index}`) ?? "nothing"}; echo ${echoed}; give ${given}`;
        outcomes.push({ value: printCanonical(value), text, accepted: echoed.startsWith("settled") });
      }
      return outcomes;
    };
    return await Promise.all(operations.map(runOne));
  } finally {
    await started.close();
  }
}

function createRandomService(
  contract: Contract,
  received: Map<string, string>,
  answers: Map<number, unknown>,
): ConformanceService {
  const handlers = Object.keys(contract.operations).map((name) => {
    const index = Number(name.slice("echo".length));
    const echo = (input: unknown): unknown => {
      received.set(name, printCanonical(input));
      return input;
    };
    return [name, name.startsWith("echo") ? echo : () => answers.get(index)] as const;
  });
  // Answers outside the contract are the point; the log need not be told.
  return { contract, handlers: Object.fromEntries(handlers), onError() {} };
}

/** How a call settles, in one line: a value, or an error with its code, issues and words. */
async function settle(pending: Promise<unknown>): Promise<string> {
  try {
    return `settled ${printCanonical(await pending)}`;
  } catch (reason) {
    if (!ServiceError.is(reason)) return `failed with no ServiceError: ${printCanonical(reason)}`;
    const { code, sent, details, message, callId } = reason;
    const words = callId === undefined ? message : `of <call>: ${message.replaceAll(callId, "<call>")}`;
    return `failed ${code} ${sent} ${printCanonical(details)} ${words}`;
  }
}
