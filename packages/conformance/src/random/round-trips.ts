/**
 * Random values of random schemas, sent in both directions over several transports. The handler
 * must receive equal values, and the caller an equal value or an equal error. A value of one option
 * of a union must come back as that option alone would give it back.
 */

import { type Contract, ContractError, defineContract, type OperationDefinition, ServiceError } from "@seamline/core";
import { textKindOf } from "@seamline/core/internal";
import { z } from "zod";
import { createConformanceClient } from "../service/client.ts";
import { type ConformanceService, type ConformanceTarget, startTarget } from "../target/target.ts";
import { printCanonical } from "../transcript/canonical.ts";
import { findLost, withoutBigints } from "./kept-value.ts";
import type { RandomOperation } from "./random-pairs.ts";
import { toField } from "./schema-plan.ts";

/** Options of {@link runRandomRoundTrips}. */
export interface RandomRoundTripOptions {
  /**
   * The number of pairs of a schema and a value, from 1; rounded up to whole schemas of four
   * values. Each is sent twice: as an input that is echoed, and as an output.
   */
  readonly pairs: number;
  /**
   * The seed of the pairs: equal seeds give equal pairs. Default: a new one, which the report
   * contains.
   */
  readonly seed?: number;
  /** The targets. The first is the reference, with which the others are compared. */
  readonly targets: readonly ConformanceTarget[];
  /**
   * Receives the number of pairs sent so far, after each batch of at most 1,000, for progress.
   * Default: none.
   */
  readonly onPairs?: (sent: number) => void;
}

/** A pair with different outcomes on two transports, shrunk. */
export interface RandomDifference {
  /** The seed of the batch of the pair. */
  readonly seed: number;
  /** The schema, as data. */
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

/** The outcome of {@link runRandomRoundTrips}. The targets conform if `differences` is empty. */
export interface RandomRoundTripReport {
  /** The seed of the run. */
  readonly seed: number;
  /** The number of pairs sent over each target. */
  readonly pairs: number;
  /** The number of pairs whose input was accepted and echoed; the others were refused. */
  readonly accepted: number;
  /** The number of schemas that contracts refuse; their pairs were not sent. */
  readonly refused: number;
  /** The pairs that differ, at most five; the run ends with the fifth. */
  readonly differences: readonly RandomDifference[];
}

/** The outcome of one value. */
interface Outcome {
  readonly value: string;
  readonly text: string;
  readonly accepted: boolean;
  /** The text of what a union's option alone makes of the value, where the echo lacks a part of it. */
  readonly lost: string | undefined;
}

const valuesPerSchema = 4;
const schemasPerBatch = 250;
/** The maximum number of differences: shrinking each takes many calls. */
const mostDifferences = 5;

/**
 * Sends random pairs over each target and compares the outcomes. Requires the package `fast-check`.
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
  let refused = 0;
  for (let batch = 0; sent < pairs && differences.length < mostDifferences; batch += 1) {
    const numRuns = Math.min(schemasPerBatch, Math.ceil((pairs - sent) / valuesPerSchema));
    const drawn = { seed: seed + batch, numRuns };
    const sample = fc.sample(operations, drawn);
    const outcomes = await runBatch(targets, sample);
    sent += numRuns * valuesPerSchema;
    refused += sample.filter((operation) => !isAccepted(operation)).length;
    accepted += outcomes[0]?.flat().filter((one) => one.accepted).length ?? 0;
    onPairs?.(sent);
    const [first] = findDifferences(targets, drawn.seed, outcomes);
    if (first === undefined) continue;
    // Draws the pair again, alone, and shrinks it while it differs.
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
  return { seed, pairs: sent, accepted, refused, differences };
}

/** Outcomes by target, operation and value. */
type Outcomes = readonly (readonly (readonly Outcome[])[])[];

function findDifferences(
  targets: readonly ConformanceTarget[],
  seed: number,
  outcomes: Outcomes,
  operations: readonly RandomOperation[] = [],
): readonly { readonly index: number; readonly difference: RandomDifference }[] {
  const [reference = [], ...others] = outcomes;
  const lost = reference.flatMap((one, index) =>
    one.flatMap(({ value, text, lost: expected }) => {
      if (expected === undefined) return [];
      const schema = printSchema(operations[index]);
      const transport = targets[0]?.name ?? "";
      return [{ index, difference: { seed, schema, value, transport, expected, found: text } }];
    }),
  );
  const different = others.flatMap((other, target) =>
    reference.flatMap((expected, index) =>
      expected.flatMap((one, position) => {
        const found = other[index]?.[position];
        if (found === undefined || found.text === one.text) return [];
        const schema = printSchema(operations[index]);
        const transport = targets[target + 1]?.name ?? "";
        return [
          { index, difference: { seed, schema, value: one.value, transport, expected: one.text, found: found.text } },
        ];
      }),
    ),
  );
  return [...lost, ...different];
}

function printSchema(operation: RandomOperation | undefined): string {
  return JSON.stringify(operation?.field ?? "see seed", withoutBigints);
}

async function runBatch(
  targets: readonly ConformanceTarget[],
  operations: readonly RandomOperation[],
): Promise<Outcomes> {
  const definitions = operations.flatMap((one, index) => (isAccepted(one) ? defineOperations(one, index) : []));
  const contract = defineContract("random", { operations: Object.fromEntries(definitions) });
  const outcomes = [];
  for (const target of targets) outcomes.push(await runTarget(target, contract, operations));
  return outcomes;
}

const accepted = new WeakMap<RandomOperation, boolean>();

/** False for an operation whose schema no contract accepts. */
function isAccepted(operation: RandomOperation): boolean {
  const known = accepted.get(operation);
  if (known !== undefined) return known;
  let found = true;
  try {
    defineContract("random", { operations: Object.fromEntries(defineOperations(operation, 0)) });
  } catch (reason) {
    if (!(reason instanceof ContractError)) throw reason;
    found = false;
  }
  accepted.set(operation, found);
  return found;
}

/**
 * Defines two operations for each random one: `echo7` returns its input, `give7` returns a value
 * set before the call.
 */
function defineOperations(
  { field, location }: RandomOperation,
  index: number,
): readonly [string, OperationDefinition][] {
  const schema = toField(field);
  const body = location === "Body" || textKindOf(schema) === undefined;
  const value = z.object({ value: schema });
  const path = `/random/echo/${index}`;
  const echo =
    body || location === "Header" ? { http: `POST ${path}`, input: value } : { http: `GET ${path}`, input: value };
  return [
    [`echo${index}`, { ...echo, output: value, ...(!body && location === "Header" && { in: { header: ["value"] } }) }],
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
  const outputs = new Map<number, unknown>();
  const started = await startTarget(target, [createRandomService(contract, received, outputs)]);
  try {
    const client = createConformanceClient(contract, started.connect(contract.name));
    const runOne = async ({ field, values }: RandomOperation, index: number): Promise<readonly Outcome[]> => {
      const outcomes: Outcome[] = [];
      if (!Object.hasOwn(contract.operations, `echo${index}`)) return outcomes;
      for (const one of values) {
        received.delete(`echo${index}`);
        const value = toValue(one);
        outputs.set(index, toValue(one));
        const echo = client.invoke(`echo${index}`, value);
        const echoed = await settle(echo);
        const back: unknown = await echo.catch((reason: unknown) => reason);
        const given = await settle(client.invoke(`give${index}`));
        const text = `received ${received.get(`echo${index}`) ?? "nothing"}; echo ${echoed}; give ${given}`;
        const isSettled = echoed.startsWith("settled");
        outcomes.push({
          value: printCanonical(value),
          text,
          accepted: isSettled,
          lost: findLost(field, one, toValue, back),
        });
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
  outputs: Map<number, unknown>,
): ConformanceService {
  const handlers = Object.keys(contract.operations).map((name) => {
    const index = Number(name.slice("echo".length));
    const echo = (input: unknown): unknown => {
      received.set(name, printCanonical(input));
      return input;
    };
    return [name, name.startsWith("echo") ? echo : () => outputs.get(index)] as const;
  });
  // Outputs outside the contract are intended, so their errors are not logged.
  return { contract, handlers: Object.fromEntries(handlers), onError() {} };
}

/**
 * Prints the outcome of a call in one line: a value, or an error with its code, issues and message.
 */
async function settle(pending: Promise<unknown>): Promise<string> {
  try {
    return `settled ${printCanonical(await pending)}`;
  } catch (reason) {
    if (!ServiceError.is(reason)) return `failed with no ServiceError: ${printCanonical(reason)}`;
    const { code, sent, details, message, callId } = reason;
    const text = callId === undefined ? message : `of <call>: ${message.replaceAll(callId, "<call>")}`;
    return `failed ${code} ${sent} ${printCanonical(details)} ${text}`;
  }
}
