/**
 * Resolving a topology: for every operation, the transport that carries it, its policies, and their
 * sources.
 */

import type { Transport } from "../call/call-request.ts";
import type { Contract, Operation } from "../contract/operation.ts";
import { findNear } from "../platform/suggest.ts";
import type { ResolvedPolicies } from "../policy/policy-options.ts";
import { type ResolvedEnvironment, toVariable } from "./environment.ts";
import type { Fault } from "./fault.ts";
import { type PoliciesOptions, type PolicySources, readPolicies, resolvePolicies } from "./policies.ts";
import { type ReadWay, readExpression } from "./read-way.ts";
import type { TransportProvider } from "./transport-provider.ts";
import type { Way } from "./way.ts";

/**
 * The topology in code: by service (`courier`) or operation (`courier.createDelivery`), an
 * expression or a transport of your own. The environment wins over it.
 */
export type TopologyOptions = Readonly<Record<string, string | Transport>>;

/** The route of one operation. */
export interface Route {
  readonly operation: Operation;
  readonly way: Way;
  /** The variable or the path in code that set it. */
  readonly source: string;
  readonly policies: ResolvedPolicies;
  /** The source of each policy. */
  readonly policySources: PolicySources;
}

/** Routes by operation id. */
export type Topology = ReadonlyMap<string, Route>;

/** The sources of a topology. */
export interface TopologySources {
  readonly contracts: ReadonlyMap<string, Contract>;
  readonly environment: ResolvedEnvironment;
  readonly code: TopologyOptions;
  /** Policies in code, by service or operation. */
  readonly policies: PoliciesOptions;
  readonly providers: readonly TransportProvider[];
}

/** Resolves every operation of every contract; adds all faults. */
export function resolveTopology(sources: TopologySources, faults: Fault[]): Topology {
  findSharedSchemes(sources.providers, faults);
  const given = readWays(sources, faults);
  const policies = readPolicies(sources.policies, namesOf(sources.contracts), faults);
  const topology = new Map<string, Route>();
  for (const contract of sources.contracts.values()) {
    const hosted = sources.environment.hosted.has(contract.name);
    const fallback: GivenWay = {
      way: { kind: hosted ? "in-process" : "none" },
      options: {},
      source: hosted ? "default: hosted here" : "default",
    };
    for (const operation of Object.values(contract.operations)) {
      const found =
        given.environment.get(operation.id) ??
        given.environment.get(contract.name) ??
        given.code.get(operation.id) ??
        given.code.get(contract.name) ??
        fallback;
      const { way, source, options } = found;
      const layers = [{ options, source }, policies.get(operation.id), policies.get(contract.name)];
      const { policies: resolved, sources: policySources } = resolvePolicies(layers);
      topology.set(operation.id, { operation, way, source, policies: resolved, policySources });
    }
  }
  return topology;
}

/** Two providers of one scheme: the second would never read a URL. */
function findSharedSchemes(providers: readonly TransportProvider[], faults: Fault[]): void {
  const owners = new Map<string, number>();
  for (const [index, { schemes }] of providers.entries()) {
    const shared = schemes.find((scheme) => owners.has(scheme));
    for (const scheme of schemes) if (!owners.has(scheme)) owners.set(scheme, index);
    if (shared === undefined) continue;
    faults.push({
      key: `transports[${index}]`,
      message: `the scheme ${shared} belongs to transports[${owners.get(shared)}] already; leave one of them out`,
    });
  }
}

/** The fault of a service that a hosted module uses, but that has no route. */
export function unreachableFault(service: string, usedBy: string): Fault {
  const key = `SEAMLINE_${toVariable(service)}`;
  return {
    key,
    message: `${service}, which ${usedBy} uses, is neither hosted here nor addressed; set ${key} to its URL, or add ${service} to SEAMLINE_MODULES`,
  };
}

interface GivenWay extends ReadWay {
  readonly source: string;
}

function readWays(
  sources: TopologySources,
  faults: Fault[],
): { environment: Map<string, GivenWay>; code: Map<string, GivenWay> } {
  const environment = new Map<string, GivenWay>();
  for (const [name, { key, text }] of sources.environment.routes) {
    environment.set(name, { ...readExpression(name, key, text, sources, faults), source: key });
  }
  const code = new Map<string, GivenWay>();
  const names = namesOf(sources.contracts);
  for (const [name, value] of Object.entries(sources.code)) {
    const key = `topology.${name}`;
    if (!names.includes(name)) {
      faults.push({
        key,
        message: `no service or operation has this name; ${suggestName(name, sources.contracts)}`,
      });
    } else if (typeof value === "string") {
      code.set(name, { ...readExpression(name, key, value, sources, faults), source: key });
    } else if (typeof value?.call === "function") {
      code.set(name, { way: { kind: "custom", transport: value }, options: {}, source: key });
    } else {
      faults.push({
        key,
        message: `expected an expression or a transport, found ${value === null ? "null" : typeof value}`,
      });
    }
  }
  return { environment, code };
}

/**
 * The service or operation that a name may mean; an operation is found without its service as well.
 */
export function suggestName(name: string, contracts: ReadonlyMap<string, Contract>): string {
  const names = namesOf(contracts);
  const near = names.find((one) => one.endsWith(`.${name}`)) ?? findNear(name, names);
  return near === undefined ? `services: ${[...contracts.keys()].join(", ")}` : `did you mean ${near}?`;
}

/** The names of services and of operations, as `topology`, `policies` and `guards` use them. */
export function namesOf(contracts: ReadonlyMap<string, Contract>): readonly string[] {
  return [...contracts.values()].flatMap((contract) => [
    contract.name,
    ...Object.values(contract.operations).map((operation) => operation.id),
  ]);
}
