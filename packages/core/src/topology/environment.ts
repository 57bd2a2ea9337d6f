/**
 * The environment variables of an application: `SEAMLINE_MODULES`, `SEAMLINE_<SERVICE>`,
 * `SEAMLINE_KEYS`, `SEAMLINE_STRICT`, `SEAMLINE_GUARDS`, `SEAMLINE_UPSTREAM`.
 */

import { findSimilarNames } from "../contract/names.ts";
import type { Contract } from "../contract/operation.ts";
import type { GuardMode } from "../guard/guard-options.ts";
import { findNear, suggest } from "../platform/suggest.ts";
import type { Fault } from "./fault.ts";
import { readGuardMode } from "./guards.ts";
import { isServiceLink } from "./service-link.ts";
import { parseSigningKeys, type SigningKey } from "./signing-keys.ts";

/** Environment variables by name, as in `process.env`. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** The topology of an application as read from its environment. */
export interface ResolvedEnvironment {
  /** Services whose modules run here. */
  readonly hosted: ReadonlySet<string>;
  /** The source of `hosted`, for `explain`. */
  readonly hostedSource: string;
  /** Expressions by service (`courier`) or operation (`courier.createDelivery`). */
  readonly routes: ReadonlyMap<string, { readonly key: string; readonly text: string }>;
  readonly keys: readonly SigningKey[];
  /** The seed of strict mode. */
  readonly strict: number | undefined;
  /** The mode of all guards. */
  readonly guards: GuardMode | undefined;
  /** The URL behind a public listener, which reads it; `undefined` if not set. */
  readonly upstream: string | undefined;
}

const upstreamVariable = "SEAMLINE_UPSTREAM";

/** Variables with the prefix that name no route. */
const settingVariables: ReadonlySet<string> = new Set([
  "SEAMLINE_MODULES",
  "SEAMLINE_KEYS",
  "SEAMLINE_STRICT",
  "SEAMLINE_GUARDS",
  upstreamVariable,
]);

/** Variables with the prefix that do not belong to the topology; each is read by its owner. */
const otherVariables: ReadonlySet<string> = new Set([
  "SEAMLINE_STAGE",
  "SEAMLINE_REQUIRE_SERVICES",
  "SEAMLINE_REQUIRE_PROGRAMS",
]);

/** Variables of events, which the event hub reads. */
const eventVariables = /^SEAMLINE_EVENTS(?:_|$)/;

/** Tests for `SEAMLINE_EVENTS` and the variables below it. */
export function isEventVariable(key: string): boolean {
  return eventVariables.test(key);
}

const prefix = "SEAMLINE_";

/** The value of `SEAMLINE_MODULES` for a process that hosts no module. */
const noModules = "none";

/**
 * Reads the environment. A variable set to the empty text counts as not set.
 * @param contracts the services of the application, by name.
 * @param hostable the services whose modules this build has.
 */
export function readEnvironment(
  variables: Environment,
  contracts: ReadonlyMap<string, Contract>,
  hostable: readonly string[],
  faults: Fault[],
): ResolvedEnvironment {
  const env = readTexts(variables, faults);
  const upstream = env[upstreamVariable] || undefined;
  const routes = new Map<string, { key: string; text: string }>();
  const targets = routeTargets(contracts);
  for (const [one, other] of findSimilarNames(contracts.keys())) {
    faults.push({
      key: `modules.${other}`,
      message: `the name differs from ${one} in case only, and both would read ${prefix}${toVariable(other)}; rename one of them`,
    });
  }
  const twin = targets.get(upstreamVariable);
  if (upstream !== undefined && twin !== undefined) {
    faults.push({
      key: upstreamVariable,
      message: `it names the upstream of a public listener, and cannot address the service ${twin} as well; set topology.${twin} in code, or rename the service`,
    });
  }
  for (const [key, text] of Object.entries(env)) {
    if (text === undefined || text === "" || isSetting(key)) continue;
    if (isServiceLink(key, text)) continue;
    const target = targets.get(key);
    if (target === undefined) {
      const kind = key.includes("__") ? "service or operation" : "service";
      faults.push({
        key,
        message: `no ${kind} has this name; ${suggestVariable(key, [...targets.keys()])}`,
      });
    } else {
      routes.set(target, { key, text });
    }
  }
  const modules = env.SEAMLINE_MODULES;
  return {
    hosted: new Set(
      modules === undefined || modules === "" ? hostable : readModules(modules, contracts, hostable, faults),
    ),
    hostedSource: modules === undefined || modules === "" ? "default: all" : "SEAMLINE_MODULES",
    routes,
    keys: parseSigningKeys(env.SEAMLINE_KEYS, "SEAMLINE_KEYS", faults),
    strict: readSeed(env.SEAMLINE_STRICT, faults),
    guards: readGuardMode(env.SEAMLINE_GUARDS, faults),
    upstream,
  };
}

/** The variables with the prefix. A value in code that is no text is a fault, which shows nothing of it. */
function readTexts(variables: Environment, faults: Fault[]): Environment {
  const own = Object.entries(variables).filter(([key, text]) => key.startsWith(prefix) && text !== undefined);
  const texts = own.filter(([key, text]: [string, unknown]) => {
    if (typeof text === "string") return true;
    faults.push({ key, message: `expected a text, as in process.env, found ${text === null ? "null" : typeof text}` });
    return false;
  });
  return Object.fromEntries(texts);
}

/** Compares names without the prefix, which makes all variables look alike. */
function suggestVariable(key: string, targets: readonly string[]): string {
  const toName = (variable: string): string => variable.slice(prefix.length);
  const near = findNear(toName(key), [...targets, ...settingVariables, `${prefix}EVENTS`].map(toName));
  if (near !== undefined) return `did you mean ${prefix}${near}?`;
  return suggest(
    key,
    targets.filter((name) => !name.includes("__")),
  );
}

/** `orderHistory` → `ORDER_HISTORY`. */
export function toVariable(name: string): string {
  return name.replaceAll(/([a-z0-9])([A-Z])/g, "$1_$2").toUpperCase();
}

function isSetting(key: string): boolean {
  return settingVariables.has(key) || otherVariables.has(key) || isEventVariable(key);
}

function routeTargets(contracts: ReadonlyMap<string, Contract>): ReadonlyMap<string, string> {
  const targets = new Map<string, string>();
  for (const contract of contracts.values()) {
    const service = `${prefix}${toVariable(contract.name)}`;
    targets.set(service, contract.name);
    for (const operation of Object.values(contract.operations)) {
      targets.set(`${service}__${toVariable(operation.name)}`, operation.id);
    }
  }
  return targets;
}

function readModules(
  text: string,
  contracts: ReadonlyMap<string, Contract>,
  hostable: readonly string[],
  faults: Fault[],
): string[] {
  if (text.trim() === noModules) return [];
  const names: string[] = [];
  let position = 0;
  for (const entry of text.split(",")) {
    const name = entry.trim();
    const at = position + entry.length - entry.trimStart().length;
    position += entry.length + 1;
    if (hostable.includes(name)) names.push(name);
    else if (contracts.has(name)) {
      faults.push({
        key: "SEAMLINE_MODULES",
        position: at,
        message: `this build has no module for ${name}, only its contract`,
      });
    } else if (name === noModules) {
      faults.push({
        key: "SEAMLINE_MODULES",
        position: at,
        message: `expected ${noModules} alone, found it beside others; leave it out, or leave them out`,
      });
    } else {
      const found = name === "" ? "nothing" : JSON.stringify(name);
      faults.push({
        key: "SEAMLINE_MODULES",
        position: at,
        message: `expected a service, found ${found}; ${suggest(name, [...hostable, noModules])}`,
      });
    }
  }
  return names;
}

/** Reads the seed of strict mode from options in code. */
export function readStrictSeed(seed: unknown, faults: Fault[]): number | undefined {
  if (seed === undefined) return undefined;
  if (typeof seed === "number" && Number.isInteger(seed) && seed >= 0 && seed <= 0xffffffff) return seed;
  const found = typeof seed === "number" ? String(seed) : typeof seed;
  faults.push({ key: "strict", message: `expected a whole number from 0 to 4294967295 as the seed, found ${found}` });
  return undefined;
}

function readSeed(text: string | undefined, faults: Fault[]): number | undefined {
  if (text === undefined || text === "") return undefined;
  const seed = Number(text);
  if (/^\d+$/.test(text) && seed <= 0xffffffff) return seed;
  faults.push({
    key: "SEAMLINE_STRICT",
    position: 0,
    message: `expected a whole number from 0 to 4294967295 as the seed, found ${JSON.stringify(text)}`,
  });
  return undefined;
}
