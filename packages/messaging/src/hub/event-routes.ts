/**
 * The ways of events, from `SEAMLINE_EVENTS`: the databases of the modules, or brokers. Several, with
 * spaces between them, are all published to and all received from: the way from one to the next.
 */

import { createHash } from "node:crypto";
import type { Contract, ContractEvent, Environment, Fault } from "@seamline/core";
import { isEventVariable, parseTargetUrl, suggest, toVariable } from "@seamline/core/internal";
import type { BrokerProvider, BrokerTarget } from "../broker/broker-provider.ts";

/** A broker of the configuration; equal texts are one broker. */
export interface BrokerAddress {
  /** Its name in rows of the outbox, the same in each process: the URL without user and options. */
  readonly name: string;
  readonly text: string;
  readonly target: BrokerTarget;
}

/** The ways of one event. */
export interface EventWays {
  /** From the publisher's database into those of the receivers, within one process. */
  readonly database: boolean;
  readonly brokers: readonly BrokerAddress[];
  /** The variable that set them, or `default`. */
  readonly source: string;
}

/** The ways of each event, by its id. */
export interface EventRoutes {
  readonly ways: ReadonlyMap<string, EventWays>;
  readonly brokers: readonly BrokerAddress[];
}

const variable = "SEAMLINE_EVENTS";

/** The variables of an event, the most specific first. */
export function variablesOf({ service, name }: ContractEvent): readonly string[] {
  const ofService = `${variable}_${toVariable(service)}`;
  return [`${ofService}__${toVariable(name)}`, ofService, variable];
}

/** Reads the ways of all events; adds every fault. */
export function readEventRoutes(
  contracts: ReadonlyMap<string, Contract>,
  env: Environment,
  providers: readonly BrokerProvider[],
  faults: Fault[],
): EventRoutes {
  const brokers = new Map<string, BrokerAddress>();
  const read = new Map<string, Omit<EventWays, "source">>();
  const events = [...contracts.values()].flatMap((contract) => Object.values(contract.events));
  const known = new Set([variable, ...events.flatMap(variablesOf)]);
  for (const [key, text] of Object.entries(env)) {
    if (!isEventVariable(key) || text === undefined || text.trim() === "") continue;
    if (known.has(key)) read.set(key, readWays(key, text, providers, brokers, faults));
    else faults.push({ key, message: `no service or event has this name; ${suggest(key, [...known])}` });
  }
  const ways = new Map(
    events.map((event) => {
      const source = variablesOf(event).find((key) => read.has(key));
      const found = source === undefined ? undefined : read.get(source);
      return [event.id, { database: true, brokers: [], source: "default", ...found, ...(source && { source }) }];
    }),
  );
  return { ways, brokers: [...brokers.values()] };
}

function readWays(
  key: string,
  text: string,
  providers: readonly BrokerProvider[],
  brokers: Map<string, BrokerAddress>,
  faults: Fault[],
): Omit<EventWays, "source"> {
  let database = false;
  const own: BrokerAddress[] = [];
  for (const { 0: url, index } of text.matchAll(/\S+/g)) {
    const addFault = (position: number, message: string): void => {
      faults.push({ key, position: index + position, message });
    };
    if (url === "database:") {
      database = true;
      continue;
    }
    if (url === "database") {
      addFault(0, 'expected "database:" with its colon, or the URL of a broker, found "database"');
      continue;
    }
    const known = brokers.get(url);
    const target = known === undefined ? readBroker(url, providers, addFault) : known.target;
    if (target === undefined) continue;
    const address = known ?? { name: nameOf(url), text: url, target };
    if ([...brokers.values()].some(({ name, text: other }) => name === address.name && other !== url))
      addFault(
        0,
        `expected one user for ${address.name}, found the broker twice with different ones; use one URL for it`,
      );
    brokers.set(url, address);
    own.push(address);
  }
  return { database, brokers: own };
}

/** The longest part of a URL in a name. */
const longestName = 120;

/**
 * The name of a broker: it outlives a new password, and does not depend on its place among others. The
 * options decide the queues, so another set of them is another broker.
 */
function nameOf(url: string): string {
  const plain = url.replace(/\/\/[^/?]*@/, "//");
  const [base = ""] = plain.split("?");
  if (base === plain && base.length <= longestName) return base;
  return `${base.slice(0, longestName)}#${createHash("sha256").update(plain).digest("hex").slice(0, 8)}`;
}

/** The packages of Seamline's own schemes, for messages. */
const knownBrokers: Readonly<Record<string, readonly [string, string]>> = {
  nats: ["natsBroker", "@seamline/messaging/nats"],
  amqp: ["amqpBroker", "@seamline/messaging/amqp"],
  amqps: ["amqpBroker", "@seamline/messaging/amqp"],
  redis: ["redisBroker", "@seamline/messaging/redis"],
  rediss: ["redisBroker", "@seamline/messaging/redis"],
};

function readBroker(
  text: string,
  providers: readonly BrokerProvider[],
  addFault: (position: number, message: string) => void,
): BrokerTarget | undefined {
  const url = parseTargetUrl(text, addFault);
  if (url === undefined) return undefined;
  const { scheme } = url;
  const schemes = ["database", ...providers.flatMap((one) => one.schemes)];
  const provider = providers.find((one) => one.schemes.includes(scheme));
  if (provider !== undefined) return provider.read(url, addFault);
  const broker = Object.hasOwn(knownBrokers, scheme) ? knownBrokers[scheme] : undefined;
  const next = broker
    ? `write \`messaging({ brokers: [${broker[0]}()] })\`, with ${broker[0]} from ${broker[1]}`
    : suggest(scheme, schemes);
  addFault(0, `the scheme ${JSON.stringify(`${scheme}:`)} is unknown to this build; ${next}`);
  return undefined;
}
