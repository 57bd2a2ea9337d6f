/**
 * Resolving a topology: for every operation, the transport that carries it, its policies, and their
 * sources.
 */

import type { Transport } from "../call/call-request.ts";
import type { Contract, Operation } from "../contract/operation.ts";
import { findNear, suggest } from "../platform/suggest.ts";
import { type PolicyOptions, policyNames, type ResolvedPolicies } from "../policy/policy-options.ts";
import { type ResolvedEnvironment, toVariable } from "./environment.ts";
import {
  type CombinatorExpression,
  type Expression,
  parseExpression,
  type UrlExpression,
  withoutPassword,
} from "./expression.ts";
import type { Fault } from "./fault.ts";
import { type PoliciesOptions, type PolicySources, readPolicies, resolvePolicies, takePolicies } from "./policies.ts";
import type { TransportProvider, TransportTarget } from "./transport-provider.ts";

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

/** A way to a service; operations with the same way share its transport. */
export type Way =
  | { readonly kind: "in-process" }
  | {
      readonly kind: "remote";
      readonly text: string;
      /**
       * The URL without its policies: routes with the same address share connections and the retry
       * budget.
       */
      readonly address: string;
      readonly target: TransportTarget;
    }
  | {
      readonly kind: "combined";
      readonly name: "balance" | "fallback";
      readonly text: string;
      readonly members: readonly Member[];
      /** The longest of its members', if any sets one. */
      readonly timeoutMs: number | undefined;
    }
  | { readonly kind: "custom"; readonly transport: Transport }
  /**
   * Neither hosted nor addressed: a fault if a hosted module uses the service, else an error at the
   * call.
   */
  | { readonly kind: "none" };

/** A way inside a combinator, with the policies of its own address. */
export interface Member {
  readonly way: Way;
  readonly text: string;
  readonly policies: ResolvedPolicies;
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

/** A way and the policies in its expression. */
interface ReadWay {
  readonly way: Way;
  readonly options: PolicyOptions;
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

function readExpression(name: string, key: string, text: string, sources: TopologySources, faults: Fault[]): ReadWay {
  const before = faults.length;
  const addFault = (position: number, message: string): void => {
    faults.push({ key, position, message });
  };
  const expression = parseExpression(text, addFault);
  const reading = { service: name.split(".")[0] ?? name, text: withoutPassword(text), sources, addFault };
  const read = expression === undefined ? faulty : toWay(expression, reading);
  return faults.length > before ? faulty : read;
}

/** Replaces an expression with faults, so that they cause no further ones. */
const faulty: ReadWay = { way: { kind: "none" }, options: {} };

/** The state of reading an expression. */
interface Reading {
  readonly service: string;
  /** The whole expression. */
  readonly text: string;
  readonly sources: TopologySources;
  readonly addFault: (position: number, message: string) => void;
}

function toWay(expression: Expression, reading: Reading): ReadWay {
  return expression.kind === "url" ? readUrl(expression, reading) : readCombinator(expression, reading);
}

function readCombinator(expression: CombinatorExpression, reading: Reading): ReadWay {
  const { name, position, options: given } = expression;
  const members = expression.arguments.flatMap((one) => (one.kind === "literal" ? [] : [toMember(one, reading)]));
  if (name !== "balance" && name !== "fallback") {
    reading.addFault(position, `the combinator ${name}(…) is not supported by this version; name one URL`);
    return faulty;
  }
  const { options, others } = takePolicies(given, reading.addFault);
  for (const other of others) {
    const at = other.position - other.name.length - 1;
    reading.addFault(
      at,
      `unknown option ${JSON.stringify(other.name)} of ${name}(…); ${suggest(other.name, policyNames)}`,
    );
  }
  const timeouts = members.flatMap(({ way }) => timeoutOf(way) ?? []);
  const timeoutMs = timeouts.length === 0 ? undefined : Math.max(...timeouts);
  return { way: { kind: "combined", name, text: reading.text, members, timeoutMs }, options };
}

function toMember(expression: Expression, reading: Reading): Member {
  const { way, options } = toWay(expression, reading);
  if (options.retries !== undefined) {
    const text = "retries belong to the whole route, or they would multiply; write retries=… as the last argument";
    reading.addFault(expression.position, text);
  }
  const text = expression.kind === "url" ? expression.url.text : `${expression.name}(…)`;
  const { policies } = resolvePolicies([{ options, source: text }]);
  return { way, text, policies: { ...policies, retries: 0 } };
}

/**
 * Milliseconds that a call over a way may take if its caller sets no timeout; `undefined` if the
 * way sets none.
 */
export function timeoutOf(way: Way): number | undefined {
  if (way.kind === "remote") return way.target.timeoutMs;
  return way.kind === "combined" ? way.timeoutMs : undefined;
}

/** Seamline's own providers, by the beginning of their schemes, for messages. */
const knownProviders = [
  { schemes: /^http/, provider: "`transports: [http()]`, with http from @seamline/http," },
  { schemes: /^mock$/, provider: "`transports: [mocks(…)]`, with mocks from @seamline/testing," },
  { schemes: /^nats/, provider: "`transports: [nats()]`, with nats from @seamline/messaging/nats," },
  { schemes: /^amqps?$/, provider: "`transports: [amqp()]`, with amqp from @seamline/messaging/amqp," },
];

function readUrl({ url, position }: UrlExpression, { service, sources, addFault }: Reading): ReadWay {
  const { options, others } = takePolicies(url.options, (offset, message) => addFault(position + offset, message));
  if (url.scheme === "inprocess") {
    const [other] = others;
    if (url.rest !== "") addFault(position, `expected "inprocess:" alone, found ${JSON.stringify(url.text)}`);
    else if (other !== undefined) {
      const at = position + other.position - other.name.length - 1;
      addFault(at, `unknown option ${JSON.stringify(other.name)}; ${suggest(other.name, policyNames)}`);
    }
    if (!sources.environment.hosted.has(service)) {
      addFault(
        position,
        `expected a URL: ${service} is not hosted by this process; add it to SEAMLINE_MODULES, or write its address`,
      );
    }
    return { way: { kind: "in-process" }, options };
  }
  const provider = sources.providers.find((one) => one.schemes.includes(url.scheme));
  if (provider === undefined) {
    const known = ["inprocess", ...sources.providers.flatMap((one) => one.schemes)];
    const own = knownProviders.find(({ schemes }) => schemes.test(url.scheme));
    const next = own === undefined ? suggest(url.scheme, known) : `write ${own.provider} in createApplication`;
    addFault(position, `the scheme ${JSON.stringify(`${url.scheme}:`)} is unknown to this build; ${next}`);
    return faulty;
  }
  const target = provider.read({ ...url, options: others }, (offset, message) => addFault(position + offset, message));
  const address = [`${url.scheme}:${url.rest}`, ...others.map(({ name, value }) => `${name}=${value}`)].join(" ");
  return { way: { kind: "remote", text: url.text, address, target }, options };
}

/**
 * The service or operation that a name may mean; an operation is found without its service as well.
 * @param others further names that it may mean.
 */
export function suggestName(
  name: string,
  contracts: ReadonlyMap<string, Contract>,
  others: readonly string[] = [],
): string {
  const names = [...namesOf(contracts), ...others];
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
