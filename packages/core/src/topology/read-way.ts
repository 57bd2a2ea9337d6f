/** Reading the way to a service from an expression. */

import { suggest } from "../platform/suggest.ts";
import { type PolicyOptions, policyNames } from "../policy/policy-options.ts";
import type { ResolvedEnvironment } from "./environment.ts";
import {
  type CombinatorExpression,
  type Expression,
  parseExpression,
  type UrlExpression,
  withoutPassword,
} from "./expression.ts";
import type { Fault } from "./fault.ts";
import { resolvePolicies, takePolicies } from "./policies.ts";
import type { TransportProvider } from "./transport-provider.ts";
import { type Member, timeoutOf, type Way } from "./way.ts";

/** The sources of ways: what is hosted, and what reads URLs. */
export interface WaySources {
  readonly environment: Pick<ResolvedEnvironment, "hosted">;
  readonly providers: readonly TransportProvider[];
}

/** A way and the policies in its expression. */
export interface ReadWay {
  readonly way: Way;
  readonly options: PolicyOptions;
}

/**
 * Reads an expression; adds its faults.
 * @param name the service or operation that it is for.
 * @param key the variable or the path in code that has it.
 */
export function readExpression(name: string, key: string, text: string, sources: WaySources, faults: Fault[]): ReadWay {
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
  readonly sources: WaySources;
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
