/**
 * The guards of an application: `guards` in code, and `SEAMLINE_GUARDS`, which wins. Without either
 * there are none.
 */

import {
  defaultMax,
  type GuardMode,
  type GuardOptions,
  type GuardRuleOptions,
  guardModes,
  type ResolvedGuard,
  type ResolvedGuards,
} from "../guard/guard-options.ts";
import { type GuardRule, guardRules } from "../guard/guard-violation.ts";
import { suggest } from "../platform/suggest.ts";
import type { Fault } from "./fault.ts";

/** The guards of an application: a mode for all, or more options. */
export type GuardsOptions = GuardMode | GuardOptions;

const optionNames: readonly (keyof GuardOptions)[] = ["mode", "rules", "report"];
const ruleOptionNames: readonly (keyof ResolvedGuard)[] = ["mode", "max", "except"];

/** Reads `SEAMLINE_GUARDS`. */
export function readGuardMode(text: string | undefined, faults: Fault[]): GuardMode | undefined {
  if (text === undefined || text === "") return undefined;
  return readMode(text, { key: "SEAMLINE_GUARDS", position: 0 }, faults);
}

/**
 * Resolves every guard. `SEAMLINE_GUARDS=off` turns all of them off; `warn` refuses no call,
 * whatever the code sets; `error` is the mode of those that have none in code.
 * @param known the services and operations that `except` may name.
 */
export function readGuards(
  input: GuardsOptions | undefined,
  environment: GuardMode | undefined,
  known: readonly string[],
  faults: Fault[],
): ResolvedGuards {
  const options = readOptions(input, faults);
  const given = readMode(options.mode, { key: "guards.mode" }, faults);
  const fallback = environment ?? given ?? (input === undefined ? "off" : "error");
  for (const name of Object.keys(options.rules ?? {})) {
    if (guardRules.some((rule) => rule === name)) continue;
    faults.push({ key: `guards.rules.${name}`, message: `no guard has this name; ${suggest(name, guardRules)}` });
  }
  const resolveRule = (rule: GuardRule): ResolvedGuard => {
    const { mode, max, except } = readRule(rule, options.rules?.[rule], known, faults);
    const bounded = environment === "off" || (environment === "warn" && mode === "error") ? environment : mode;
    return { mode: bounded ?? fallback, max: max ?? defaultMax[rule], except: except ?? [] };
  };
  return {
    "no-call-in-transaction": resolveRule("no-call-in-transaction"),
    "n-plus-one": resolveRule("n-plus-one"),
    "call-depth": resolveRule("call-depth"),
    "ended-frame": resolveRule("ended-frame"),
  };
}

function readOptions(input: GuardsOptions | undefined, faults: Fault[]): GuardOptions {
  if (input === undefined) return {};
  if (typeof input === "string") return { mode: input };
  const key = "guards";
  if (typeof input !== "object" || input === null) {
    faults.push({ key, message: `expected a mode or an object such as { mode: "warn" }, found ${typeof input}` });
    return {};
  }
  addUnknown(input, optionNames, key, faults);
  const { report, rules } = input;
  if (report !== undefined && typeof report !== "function") {
    faults.push({ key: "guards.report", message: `expected a function, found ${typeof report}` });
  }
  return typeof rules === "object" && rules !== null ? input : { ...input, rules: undefined };
}

function readRule(
  rule: GuardRule,
  given: GuardMode | GuardRuleOptions | undefined,
  known: readonly string[],
  faults: Fault[],
): GuardRuleOptions {
  if (given === undefined) return {};
  const key = `guards.rules.${rule}`;
  if (typeof given === "string") return { mode: readMode(given, { key }, faults) };
  if (typeof given !== "object" || given === null) {
    faults.push({ key, message: `expected a mode or an object such as { max: 3 }, found ${typeof given}` });
    return {};
  }
  addUnknown(given, ruleOptionNames, key, faults);
  const { mode, max, except } = given;
  if (max !== undefined && !(Number.isInteger(max) && max >= 0)) {
    faults.push({ key: `${key}.max`, message: `expected a whole number from 0, found ${String(max)}` });
  }
  const names: readonly string[] = Array.isArray(except) ? except : [];
  if (except !== undefined && !Array.isArray(except)) {
    faults.push({
      key: `${key}.except`,
      message: `expected an array of services and operations, found ${typeof except}`,
    });
  }
  for (const name of names) {
    if (known.some((one) => one === name)) continue;
    faults.push({
      key: `${key}.except`,
      message: `no service or operation is called ${JSON.stringify(name)}; ${suggest(String(name), known)}`,
    });
  }
  return { mode: readMode(mode, { key: `${key}.mode` }, faults), max, except: names };
}

function readMode(value: unknown, where: Pick<Fault, "key" | "position">, faults: Fault[]): GuardMode | undefined {
  const mode = guardModes.find((one) => one === value);
  if (mode === undefined && value !== undefined) {
    const found = typeof value === "string" ? JSON.stringify(value) : typeof value;
    faults.push({ ...where, message: `expected ${guardModes.join(", ")}, found ${found}` });
  }
  return mode;
}

function addUnknown(given: object, known: readonly string[], key: string, faults: Fault[]): void {
  for (const name of Object.keys(given)) {
    if (!known.includes(name)) faults.push({ key: `${key}.${name}`, message: `no setting; ${suggest(name, known)}` });
  }
}
