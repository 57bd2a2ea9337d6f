/** Resolving a topology: for every operation, which transport carries it, with which settings, and who said so. */

import type { Transport } from "../call/call-request.ts";
import type { Contract, Operation } from "../contract/operation.ts";
import type { EnvironmentSettings } from "./environment.ts";
import { toVariable } from "./environment.ts";
import { type Expression, parseExpression } from "./expression.ts";
import { type Fault, suggest } from "./fault.ts";
import type { TransportProvider, TransportTarget } from "./transport-provider.ts";

/**
 * The topology in code: by service (`courier`) or operation (`courier.createDelivery`), an expression or a transport of your
 * own. The environment wins over it.
 */
export type TopologyInput = Readonly<Record<string, string | Transport>>;

/** How one operation is reached. */
export interface Route {
  readonly operation: Operation;
  readonly way: Way;
  /** The variable or the path in code that decided. */
  readonly source: string;
}

/** A way to a service; operations with the same way share its transport. */
export type Way =
  | { readonly kind: "in-process" }
  | { readonly kind: "remote"; readonly text: string; readonly target: TransportTarget }
  | { readonly kind: "custom"; readonly transport: Transport }
  /** Neither hosted nor addressed: a fault if a hosted module uses the service, else an error at the call. */
  | { readonly kind: "none" };

/** Routes by operation id. */
export type Topology = ReadonlyMap<string, Route>;

/** What there is to resolve. */
export interface TopologySources {
  readonly contracts: ReadonlyMap<string, Contract>;
  readonly environment: EnvironmentSettings;
  readonly code: TopologyInput;
  readonly providers: readonly TransportProvider[];
}

/** Resolves every operation of every contract; adds all faults. */
export function resolveTopology(sources: TopologySources, faults: Fault[]): Topology {
  const given = readWays(sources, faults);
  const topology = new Map<string, Route>();
  for (const contract of sources.contracts.values()) {
    const hosted = sources.environment.hosted.has(contract.name);
    const fallback = {
      way: { kind: hosted ? "in-process" : "none" } as Way,
      source: hosted ? "default: hosted here" : "default",
    };
    for (const operation of Object.values(contract.operations)) {
      const found =
        given.environment.get(operation.id) ??
        given.environment.get(contract.name) ??
        given.code.get(operation.id) ??
        given.code.get(contract.name) ??
        fallback;
      topology.set(operation.id, { operation, ...found });
    }
  }
  return topology;
}

/** The fault of a service that a hosted module uses but nobody provides. */
export function unreachableFault(service: string, usedBy: string): Fault {
  const key = `SEAMLINE_${toVariable(service)}`;
  return {
    key,
    message: `${service}, which ${usedBy} uses, is neither hosted here nor addressed; set ${key} to its URL, or add ${service} to SEAMLINE_MODULES`,
  };
}

interface GivenWay {
  readonly way: Way;
  readonly source: string;
}

function readWays(
  sources: TopologySources,
  faults: Fault[],
): { environment: Map<string, GivenWay>; code: Map<string, GivenWay> } {
  const environment = new Map<string, GivenWay>();
  for (const [name, { key, text }] of sources.environment.routes) {
    const way = readExpression(name, key, text, sources, faults);
    environment.set(name, { way, source: key });
  }
  const code = new Map<string, GivenWay>();
  const names = namesOf(sources.contracts);
  for (const [name, value] of Object.entries(sources.code)) {
    const key = `topology.${name}`;
    if (!names.includes(name)) {
      faults.push({
        key,
        message: `no service or operation has this name; ${suggest(name, [...sources.contracts.keys()])}`,
      });
    } else if (typeof value === "string") {
      const way = readExpression(name, key, value, sources, faults);
      code.set(name, { way, source: key });
    } else if (typeof value?.call === "function") {
      code.set(name, { way: { kind: "custom", transport: value }, source: key });
    } else {
      faults.push({
        key,
        message: `expected an expression or a transport, found ${value === null ? "null" : typeof value}`,
      });
    }
  }
  return { environment, code };
}

function readExpression(name: string, key: string, text: string, sources: TopologySources, faults: Fault[]): Way {
  const before = faults.length;
  const addFault = (position: number, message: string): void => {
    faults.push({ key, position, message });
  };
  const expression = parseExpression(text, addFault);
  const way =
    expression === undefined ? faulty : toWay(expression, name.split(".")[0] ?? name, text, sources, addFault);
  return faults.length > before ? faulty : way;
}

/** Stands for an expression with faults, so that they do not lead to further ones. */
const faulty: Way = { kind: "none" };

function toWay(
  expression: Expression,
  service: string,
  text: string,
  sources: TopologySources,
  addFault: (position: number, message: string) => void,
): Way {
  if (expression.kind === "combinator") {
    for (const argument of expression.arguments)
      if (argument.kind !== "literal") toWay(argument, service, text, sources, addFault);
    addFault(
      expression.position,
      `the combinator ${expression.name}(…) is not supported by this version; name one URL`,
    );
    return faulty;
  }
  const { url, position } = expression;
  if (url.scheme === "inprocess") {
    if (url.rest !== "" || url.options.length > 0)
      addFault(position, `expected "inprocess:" alone, found ${JSON.stringify(url.text)}`);
    if (!sources.environment.hosted.has(service)) {
      addFault(
        position,
        `expected a URL: ${service} is not hosted by this process; add it to SEAMLINE_MODULES, or name where it runs`,
      );
    }
    return { kind: "in-process" };
  }
  const provider = sources.providers.find((one) => one.schemes.includes(url.scheme));
  if (provider === undefined) {
    const known = ["inprocess", ...sources.providers.flatMap((one) => one.schemes)];
    addFault(
      position,
      `the scheme ${JSON.stringify(`${url.scheme}:`)} is unknown to this build; ${suggest(url.scheme, known)}`,
    );
    return faulty;
  }
  const target = provider.read(url, (offset, message) => addFault(position + offset, message));
  return { kind: "remote", text, target };
}

function namesOf(contracts: ReadonlyMap<string, Contract>): readonly string[] {
  return [...contracts.values()].flatMap((contract) => [
    contract.name,
    ...Object.values(contract.operations).map((operation) => operation.id),
  ]);
}
