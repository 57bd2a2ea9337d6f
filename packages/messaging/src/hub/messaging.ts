/** `messaging()`: events of an application, and `openMessaging`, the side of one module. */

import type { EventsProvider, ModuleContext } from "@seamline/core";
import { printReason, printToLog } from "@seamline/core/internal";
import type { BrokerProvider } from "../broker/broker-provider.ts";
import type { Database } from "../database/database.ts";
import type { Backlog } from "../operate/backlog.ts";
import { readEventRoutes } from "./event-routes.ts";
import type { HandledEvent } from "./handle-message.ts";
import { MessagingHub } from "./hub.ts";
import type { HubSettings } from "./hub-settings.ts";
import type { Messaging } from "./module-messaging.ts";
import { findUnreachable } from "./unreachable.ts";

/** The settings of an application's events. */
export interface MessagingOptions {
  /** The brokers that this build can talk to: `[natsBroker()]`. Databases are built in. Default: none. */
  readonly brokers?: readonly BrokerProvider[];
  /** Events of one service handled at the same time, from 1. Default 16. */
  readonly concurrency?: number;
  /**
   * Milliseconds until other processes take over the messages of one that is silent, from 1,000.
   * Default 10,000.
   */
  readonly leaseMs?: number;
  /** Milliseconds between looks at a queue that nothing wakes, from 10. Default 500. */
  readonly pollMs?: number;
  /** Milliseconds that a handler may take before its signal is aborted, from 1. Default 30,000. */
  readonly timeoutMs?: number;
  /**
   * Events of one queue from which on publishing fails with `resource_exhausted`, from 1. Default
   * 1,000,000.
   */
  readonly capacity?: number;
  /**
   * Milliseconds after which an event that waits makes the process not ready, from 1,000. Events whose
   * handler fails do not count. Default 60,000.
   */
  readonly maxAgeMs?: number;
  /** Receives each look at a queue, every five seconds: its length and age, to be measured. Default: none. */
  readonly onBacklog?: (backlog: Backlog) => void;
  /** Receives each try of an event: its outcome and its time, to be measured. Default: none. */
  readonly onHandled?: (handled: HandledEvent) => void;
  /** Receives faults of databases, brokers and handlers. Default: one line on stderr. */
  readonly onError?: (error: unknown) => void;
}

const bounds = {
  concurrency: [16, 1, 10_000],
  leaseMs: [10_000, 1_000, 3_600_000],
  pollMs: [500, 10, 60_000],
  timeoutMs: [30_000, 1, 3_600_000],
  capacity: [1_000_000, 1, 1_000_000_000],
  maxAgeMs: [60_000, 1_000, 86_400_000],
} as const;

/**
 * Carries the events of an application: `createApplication({ events: messaging() })`. The way of each
 * event is configuration: `SEAMLINE_EVENTS`, `SEAMLINE_EVENTS_CUSTOMER`,
 * `SEAMLINE_EVENTS_CUSTOMER__ORDER_CREATED`; without any, the modules' own databases.
 * @throws {TypeError} for unknown options and values out of bounds.
 */
export function messaging(options: MessagingOptions = {}): EventsProvider {
  const settings = readSettings(options);
  return {
    read(application, faults) {
      const routes = readEventRoutes(application.contracts, application.env, options.brokers ?? [], faults);
      faults.push(...findUnreachable(application, routes));
      return new MessagingHub(application, routes, settings);
    },
  };
}

function readSettings(options: MessagingOptions): HubSettings {
  const known = new Set(["brokers", "onBacklog", "onHandled", "onError", ...Object.keys(bounds)]);
  for (const name of Object.keys(options))
    if (!known.has(name))
      throw new TypeError(`messaging: no option is named ${name}; options: ${[...known].join(", ")}`);
  const numbers = Object.entries(bounds).map(([name, [standard, least, most]]) => {
    const value = (options as Readonly<Record<string, unknown>>)[name] ?? standard;
    if (typeof value === "number" && Number.isInteger(value) && value >= least && value <= most) return [name, value];
    throw new TypeError(`messaging: ${name}: expected a whole number from ${least} to ${most}, found ${String(value)}`);
  });
  return {
    ...(Object.fromEntries(numbers) as Record<keyof typeof bounds, number>),
    onBacklog: options.onBacklog,
    onHandled: options.onHandled,
    onError: options.onError ?? ((reason) => printToLog(`seamline: events: ${printReason(reason)}`)),
  };
}

/**
 * Opens the messaging of a module, in its `start`; makes the tables that are missing.
 * @param options the module's own database, whose transactions publish and handle events.
 * @throws {TypeError} in an application without `events: messaging()`.
 * @example
 * ```ts
 * async start(context) {
 *   const messaging = await openMessaging(context, { database: sqliteDatabase(connection) });
 *   const publisher = messaging.publisher(CustomerPublisher);
 *   messaging.handle(restaurantEvents.orderAccepted, async ({ orderId }, { transaction }) => …);
 * ```
 */
export async function openMessaging<Transaction>(
  context: ModuleContext,
  { database }: { readonly database: Database<Transaction> },
): Promise<Messaging<Transaction>> {
  const hub = context?.events;
  if (!(hub instanceof MessagingHub)) {
    const found = hub === undefined ? "none" : "those of another package, or of another copy of this one";
    throw new TypeError(
      `openMessaging: expected the events of messaging() in createApplication({ events }), found ${found}`,
    );
  }
  if (typeof database?.transaction !== "function")
    throw new TypeError("openMessaging: expected { database }, such as sqliteDatabase(connection)");
  const module = await hub.open(context.service, database as Database);
  return module.face as Messaging<Transaction>;
}
