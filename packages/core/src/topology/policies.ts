/**
 * The policies of an application: options of an expression, `policies` in code by operation or by
 * service; else the defaults.
 */

import { suggest } from "../platform/suggest.ts";
import {
  defaultPolicies,
  isPolicyName,
  type PolicyOptions,
  policyNames,
  type ResolvedPolicies,
  readPolicy,
} from "../policy/policy-options.ts";
import type { Fault } from "./fault.ts";
import type { AddFault, TargetUrl } from "./transport-provider.ts";

/**
 * Policies in code: by service (`courier`) or operation (`courier.createDelivery`). Options of an
 * expression win over them.
 */
export type PoliciesOptions = Readonly<Record<string, PolicyOptions>>;

/** The source of each policy: a variable, a path in code, or `default`. */
export type PolicySources = Readonly<Record<keyof ResolvedPolicies, string>>;

/** Policies from one source. */
export interface GivenPolicies {
  readonly options: PolicyOptions;
  readonly source: string;
}

/** Separates the policies among a URL's options from those that the provider reads. */
export function takePolicies(
  given: TargetUrl["options"],
  addFault: AddFault,
): { readonly options: PolicyOptions; readonly others: TargetUrl["options"] } {
  const options: Partial<Record<keyof ResolvedPolicies, number | "off">> = {};
  const others = given.filter(({ name, value, position }) => {
    if (!isPolicyName(name)) return true;
    const read = readPolicy(name, /^\d{1,5}$/.test(value) ? Number(value) : value, JSON.stringify(value));
    if ("fault" in read) addFault(position, read.fault);
    else options[name] = read.value;
    return false;
  });
  return { options: options as PolicyOptions, others };
}

/** Reads policies from options in code, by service or operation. */
export function readPolicies(
  input: PoliciesOptions,
  known: readonly string[],
  faults: Fault[],
): ReadonlyMap<string, GivenPolicies> {
  const read = new Map<string, GivenPolicies>();
  for (const [name, given] of Object.entries(input)) {
    const source = `policies.${name}`;
    if (!known.includes(name)) {
      faults.push({ key: source, message: `no service or operation has this name; ${suggest(name, known)}` });
    } else if (typeof given !== "object" || given === null) {
      faults.push({ key: source, message: `expected an object such as { retries: 1 }, found ${typeof given}` });
    } else {
      read.set(name, { options: readOptions(source, given, faults), source });
    }
  }
  return read;
}

function readOptions(source: string, given: PolicyOptions, faults: Fault[]): PolicyOptions {
  const options: Partial<Record<keyof ResolvedPolicies, number | "off">> = {};
  for (const [name, value] of Object.entries(given)) {
    if (value === undefined) continue;
    if (!isPolicyName(name)) {
      faults.push({ key: `${source}.${name}`, message: `no policy has this name; ${suggest(name, policyNames)}` });
      continue;
    }
    const result = readPolicy(name, value);
    if ("fault" in result) faults.push({ key: `${source}.${name}`, message: result.fault });
    else options[name] = result.value;
  }
  return options as PolicyOptions;
}

/** Resolves every policy of one operation: the first layer that sets it wins. */
export function resolvePolicies(layers: readonly (GivenPolicies | undefined)[]): {
  readonly policies: ResolvedPolicies;
  readonly sources: PolicySources;
} {
  const policies: Record<string, unknown> = { ...defaultPolicies };
  const sources: Record<string, string> = {};
  for (const name of policyNames) {
    const layer = layers.find((one) => one?.options[name] !== undefined);
    if (layer !== undefined) policies[name] = layer.options[name];
    sources[name] = layer?.source ?? "default";
  }
  return { policies: policies as unknown as ResolvedPolicies, sources: sources as PolicySources };
}
