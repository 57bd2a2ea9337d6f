/**
 * The check of one operation: calls with drawn inputs until a fault is found or all runs are done.
 */

import { maxRequestBytes, type Operation } from "@seamline/core/extend";
import { fieldsOf } from "@seamline/core/internal";
import fc from "fast-check";
import { arbitraryOf } from "../fake/arbitrary-of.ts";
import { FakeError } from "../fake/fitting.ts";
import type { Overrides } from "../fake/overrides.ts";
import type { ConnectedProvider } from "./provider.ts";
import { sendRawBodies } from "./raw-requests.ts";
import { type SpoiledInput, spoil, spoiledInputs } from "./spoiled-input.ts";
import { judgeInvalid, judgeValid, type ProviderFault, type Settled } from "./verdict.ts";

/** The parameters of an operation's check. */
export interface OperationPlan {
  readonly seed: number;
  readonly runs: number;
  readonly inputs: Overrides;
  /** The `replay` of a fault: only that input is sent. */
  readonly replay: string | undefined;
}

/** The calls of one operation, and its faults. */
export interface OperationCheck {
  /** `service.operation`. */
  readonly operation: string;
  /** The number of calls with valid inputs. */
  readonly valid: number;
  /** The number of calls with spoiled inputs. */
  readonly spoiled: number;
  /** The number of raw requests, which no client sends. */
  readonly raw: number;
  /** The violations of the contract; empty if the provider keeps it. */
  readonly faults: readonly ProviderFault[];
}

/** Checks one operation. @throws {FakeError} if its inputs cannot be drawn. */
export async function checkOperation(
  provider: ConnectedProvider,
  operation: Operation,
  plan: OperationPlan,
): Promise<OperationCheck> {
  try {
    return await searchFaults(provider, operation, plan);
  } catch (cause) {
    if (!(cause instanceof FakeError)) throw cause;
    throw new FakeError(`${operation.id}: ${cause.message}`, { cause });
  }
}

async function searchFaults(
  provider: ConnectedProvider,
  operation: Operation,
  plan: OperationPlan,
): Promise<OperationCheck> {
  const { seed } = plan;
  const check: { valid: number; spoiled: number; raw: number } = { valid: 0, spoiled: 0, raw: 0 };
  const faults: ProviderFault[] = [];
  const inputs = inputsOf(operation, plan.inputs);
  const [kind, path] = plan.replay?.split("/") ?? [];
  const search = async <Drawn>(name: string, drawn: fc.Arbitrary<Drawn>, judge: (one: Drawn) => Promise<Judged>) => {
    if (kind !== undefined && kind !== name) return;
    let last: Judged;
    const property = fc.asyncProperty(drawn, async (one) => {
      const judged = await judge(one);
      if (judged === undefined) return;
      last = judged;
      throw new Error(judged.found);
    });
    const result = await fc.check(property, {
      seed,
      numRuns: plan.runs,
      ...(path !== undefined && { path, endOnFailure: true }),
    });
    if (!result.failed || last === undefined) return;
    const replay = `${name}/${result.counterexamplePath}`;
    faults.push({ operation: operation.id, ...last, seed, replay });
  };
  await search("valid", inputs, async (wire) => {
    check.valid += 1;
    const found = judgeValid(operation, await settle(() => callOnce(provider, operation, wire)));
    return found === undefined ? undefined : { sent: "a valid input", input: shown(wire), found };
  });
  if (operation.streaming !== undefined) return { operation: operation.id, ...check, faults };
  await search("spoiled", spoiledInputs(inputs), async (one) => {
    const judged = await judgeSpoiled(provider, operation, one, faults.length > 0);
    if (judged !== "not sent") check.spoiled += 1;
    return judged === "not sent" ? undefined : judged;
  });
  if (provider.url !== undefined && plan.replay === undefined) {
    const [wire] = fc.sample(
      inputs.filter((one) => canTravel(operation, one)),
      { seed, numRuns: 1 },
    );
    const raw = await sendRawBodies(provider.url, operation, wire);
    check.raw = raw.requests;
    faults.push(...raw.faults.map((fault) => ({ operation: operation.id, ...fault, seed })));
  }
  return { operation: operation.id, ...check, faults };
}

type Judged = Pick<ProviderFault, "sent" | "path" | "input" | "found"> | undefined;

/** Draws wire inputs: one value, up to four items of a stream, or up to four chunks of bytes. */
function inputsOf(operation: Operation, overrides: Overrides): fc.Arbitrary<unknown> {
  const streams = operation.streaming?.input ?? "none";
  if (streams === "bytes") return fc.array(fc.uint8Array({ maxLength: 64 }), { maxLength: 4 });
  const one: fc.Arbitrary<unknown> = arbitraryOf(operation.input.schema, { ...overrides, side: "wire" });
  return streams === "items" ? fc.array(one, { maxLength: 4 }) : one;
}

/** The number of items read of an output, because streams may be endless. */
const maxItems = 20;

async function callOnce(provider: ConnectedProvider, operation: Operation, wire: unknown): Promise<unknown> {
  const { input = "none", output = "none" } = operation.streaming ?? {};
  const decode = (one: unknown): unknown => operation.input.decode(one);
  const given = input === "none" ? decode(wire) : toStream([wire].flat().map(decode));
  if (output === "none") return await provider.call(operation, given);
  let items = 0;
  for await (const _ of provider.stream(operation, given)) {
    items += 1;
    if (items === maxItems) break;
  }
  return items;
}

async function* toStream(items: readonly unknown[]): AsyncGenerator<unknown> {
  yield* items;
}

async function settle(run: () => Promise<unknown>): Promise<Settled> {
  try {
    return { value: await run() };
  } catch (error) {
    return { error };
  }
}

async function judgeSpoiled(
  provider: ConnectedProvider,
  operation: Operation,
  one: SpoiledInput,
  failsWhenValid: boolean,
): Promise<Judged | "not sent"> {
  const spoiled = spoil(one);
  if (spoiled === undefined || !canTravel(operation, one.wire)) return "not sent";
  const { wire, path } = spoiled;
  // In one process the caller's side refuses it, which this call bypasses.
  if (!provider.overHttp && JSON.stringify(wire).length > maxRequestBytes) return "not sent";
  const valid = operation.input.decode(one.wire);
  const settled = await settle(() => provider.call(operation, valid, { wire }));
  const found = mustBeRefused(provider, operation, wire, path)
    ? judgeInvalid(operation, settled)
    : judgeTampered(operation, settled, failsWhenValid);
  return found === undefined ? undefined : { sent: one.spoiling, path, input: shown(wire), found };
}

/**
 * Judges a spoiled input that may still be valid: both an output and a refusal are right. Other
 * failures count only if valid inputs do not fail.
 */
function judgeTampered(operation: Operation, settled: Settled, failsWhenValid: boolean): string | undefined {
  return failsWhenValid || !("error" in settled) ? undefined : judgeInvalid(operation, settled);
}

/**
 * Returns `true` if a provider must refuse a spoiled input. Fields that are written as text may
 * become valid again: `"5"` in a query is read as a number.
 */
function mustBeRefused(provider: ConnectedProvider, operation: Operation, wire: unknown, path: string): boolean {
  const [, field = ""] = /^input\.([^.[]+)/.exec(path) ?? [];
  const location = operation.fieldLocations.get(field);
  if (provider.overHttp && (location !== "body" || path === "input")) return false;
  try {
    operation.input.decode(wire);
    return false;
  } catch {
    return true;
  }
}

function canTravel(operation: Operation, wire: unknown): boolean {
  try {
    return operation.textFieldCheck?.(fieldsOf(wire)) === undefined;
  } catch {
    return false;
  }
}

/** Shortens long texts of an input for reports. */
function shown(wire: unknown): unknown {
  return JSON.parse(
    JSON.stringify(wire ?? null, (_key, value: unknown) =>
      typeof value === "string" && value.length > 200 ? `${value.slice(0, 60)}… (${value.length} characters)` : value,
    ),
  );
}
