/** `listenOnBroker`: serves the modules of an application to callers that reach it over a broker. */

import { type Application, ConfigurationError, type Fault } from "@seamline/core";
import { type ApplicationHost, getApplicationHost } from "@seamline/core/extend";
import { parseTargetUrl, suggest } from "@seamline/core/internal";
import { anything, arrayOf, callback, object, type Setting, text } from "@seamline/core/settings";
import { createRefusalLog } from "@seamline/core/signing";
import { createSkewWatch, type SkewReport } from "@seamline/core/wire";
import type { CallBroker } from "../client/call-broker.ts";
import { type CallTarget, isLoopback } from "../connection/call-target.ts";
import { createAdmission } from "./admission.ts";
import { openBrokerListener } from "./broker-listener.ts";
import { CallServer } from "./call-server.ts";

/** The broker to listen on, and the limits of its calls. */
export interface BrokerListenOptions {
  /** The URL of the broker, as callers have it: `nats://broker:4222`, `amqp://user:password@broker`. */
  readonly url: string;
  /** The kinds of brokers that this build understands; the scheme of the URL decides. */
  readonly brokers: readonly CallBroker[];
  /** Calls at once at most; further ones fail as `unavailable`, not sent. Default 4,096. */
  readonly maxCalls?: number | undefined;
  /**
   * Milliseconds for calls that run when the listener closes; then they are canceled, and fail with
   * `unavailable`. Default 25,000: orchestrators kill a process after 30 seconds.
   */
  readonly drainTimeoutMs?: number | undefined;
  /**
   * Receives each caller that was built with another contract than this process, once per caller,
   * operation and contract, at most 1,000 times. Default: contracts are not compared.
   */
  readonly onSkew?: ((report: SkewReport) => void) | undefined;
}

/** An open listener. */
export interface BrokerListening {
  /** Drains and closes the listener. `app.stop()` does so as well. */
  close(): Promise<void>;
}

const limits = { maxCalls: 4_096, drainTimeoutMs: 25_000 } as const;

const setting: Setting = object(
  {
    url: text("the URL of a broker, such as nats://127.0.0.1:4222"),
    brokers: arrayOf("an array of brokers, such as [nats()]", anything),
    maxCalls: anything,
    drainTimeoutMs: anything,
    onSkew: callback,
  },
  ["url", "brokers"],
);

/**
 * Starts the application, unless it has started, and serves every operation of the modules hosted
 * here to other services. `app.stop()` drains the listener. A connection that is lost later is
 * opened again.
 * @throws {ConfigurationError} with the faults of the listener and of the application together.
 * @throws {Error} if the broker cannot be reached.
 */
export function listenOnBroker(app: Application, options: BrokerListenOptions): Promise<BrokerListening> {
  return listenOnBrokerOf(getApplicationHost(app), options);
}

/** Listens for a host that is not an application, see {@link listenOnBroker}. */
export async function listenOnBrokerOf(host: ApplicationHost, options: BrokerListenOptions): Promise<BrokerListening> {
  const faults: Fault[] = setting("", options).map(({ path, message }) => ({ key: keyOf(path), message }));
  const target = faults.length > 0 ? undefined : readTarget(options, faults);
  const [maxCalls, drainTimeoutMs] = (["maxCalls", "drainTimeoutMs"] as const).map((limit) => {
    const value = options?.[limit] ?? limits[limit];
    if (Number.isSafeInteger(value) && value > 0 && value < 2 ** 31) return value;
    const message = `expected a positive whole number below 2^31, found ${String(value)}`;
    faults.push({ key: keyOf(limit), message });
    return limits[limit];
  }) as [number, number];
  const findFaults = (): readonly Fault[] => [...faults, ...findKeyFaults(target?.target, host)];
  await host.start(findFaults);
  // An application that had started already has not called findFaults.
  const found = findFaults();
  if (found.length > 0 || target === undefined) throw new ConfigurationError(found);
  const calls = new CallServer({
    dispatchers: host.dispatchers,
    admit: createAdmission(host.keys, createRefusalLog("broker")),
    watchSkew: options.onSkew && createSkewWatch(options.onSkew),
    maxCalls,
  });
  const { address } = target.target;
  const services = host.dispatchers.map(({ contract }) => contract.name);
  const connect = target.broker.connectTo(target.target);
  const listener = await openBrokerListener({ host, connect, services, calls, address, drainTimeoutMs });
  return { close: () => listener.drain() };
}

function keyOf(path: string): string {
  return path === "" ? "listenOnBroker" : `broker listener ${path}`;
}

interface FoundTarget {
  readonly broker: CallBroker;
  readonly target: CallTarget;
}

function readTarget({ url: given, brokers }: BrokerListenOptions, faults: Fault[]): FoundTarget | undefined {
  const key = keyOf("url");
  const addFault = (position: number, message: string): unknown => faults.push({ key, position, message });
  const url = parseTargetUrl(given, addFault);
  if (url === undefined) return undefined;
  const broker = brokers.find(({ schemes }) => schemes.includes(url.scheme));
  if (broker === undefined) {
    const known = brokers.flatMap(({ schemes }) => schemes);
    addFault(
      0,
      `the scheme ${JSON.stringify(`${url.scheme}:`)} is unknown to \`brokers\`; ${suggest(url.scheme, known)}`,
    );
    return undefined;
  }
  const target = broker.readTarget(url, addFault);
  return target && { broker, target };
}

function findKeyFaults(target: CallTarget | undefined, { keys }: ApplicationHost): readonly Fault[] {
  if (target === undefined || keys.length > 0 || isLoopback(target)) return [];
  const message = `expected keys for calls over ${target.address}, which other machines can reach; set SEAMLINE_KEYS=<id>:<base64>`;
  return [{ key: keyOf("url"), message }];
}
