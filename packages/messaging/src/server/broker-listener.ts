/** A listener on a broker: its connection, which is opened again when it is lost, and its end. */

import type { ApplicationHost, DrainableListener } from "@seamline/core/extend";
import { fieldsOf, printToLog } from "@seamline/core/internal";
import { pause } from "../broker/pause.ts";
import type { Connect, Connection, Serving } from "../connection/connection.ts";
import type { CallServer } from "./call-server.ts";

/** Milliseconds before the first attempt to connect again, and between attempts at most. */
const firstPauseMs = 50;
const longestPauseMs = 2_000;

/** Milliseconds for the responses of calls that were canceled as the listener closed. */
const graceMs = 2_000;

/** The parts of a listener. */
export interface BrokerListenerParts {
  readonly host: Pick<ApplicationHost, "addListener" | "addReadinessCheck">;
  readonly connect: Connect;
  readonly services: readonly string[];
  readonly calls: CallServer;
  /** The broker, for messages. */
  readonly address: string;
  /** Milliseconds for calls that run when the listener closes. */
  readonly drainTimeoutMs: number;
}

interface Open {
  readonly connection: Connection;
  readonly serving: Serving;
}

/**
 * Opens a listener.
 * @throws {Error} if the broker cannot be reached.
 */
export async function openBrokerListener(parts: BrokerListenerParts): Promise<DrainableListener> {
  const { host, connect, services, calls, address, drainTimeoutMs } = parts;
  const closing = new AbortController();
  let open: Open | undefined;
  let again: Promise<void> | undefined;
  let drained: Promise<void> | undefined;

  const attempt = async (): Promise<Open> => {
    let lost: { readonly reason: unknown } | undefined;
    let own: Open | undefined;
    const connection = await connect({
      receive: calls.receive,
      returned: calls.returned,
      lost(reason) {
        lost = { reason };
        if (own !== undefined) onLost(own, reason);
      },
    });
    calls.attach(connection);
    const serving = await connection.serve(services, calls.receiveCall);
    if (lost !== undefined) throw lost.reason;
    own = { connection, serving };
    return own;
  };

  const onLost = (lost: Open, reason: unknown): void => {
    if (open !== lost) return;
    open = undefined;
    calls.abandonAll();
    if (closing.signal.aborted) return;
    const text = `lost its connection to ${address}, and connects again: ${String(fieldsOf(reason).message)}`;
    printToLog(`seamline: broker listener ${text}`);
    again = connectAgain();
  };

  const connectAgain = async (): Promise<void> => {
    for (let pauseMs = firstPauseMs; !closing.signal.aborted; pauseMs = Math.min(2 * pauseMs, longestPauseMs)) {
      try {
        if (!(await pause(pauseMs * (0.5 + Math.random() / 2), closing.signal))) return;
        const found = await attempt();
        open = found;
        printToLog(`seamline: broker listener is connected to ${address} again`);
        return;
      } catch {
        // The broker is not back yet, or the listener closes.
      }
    }
  };

  const drain = async (): Promise<void> => {
    closing.abort();
    await again;
    if (open === undefined) return;
    const { connection, serving } = open;
    await serving.stop().catch(() => undefined);
    await calls.idle(drainTimeoutMs);
    calls.shutDown();
    await calls.idle(graceMs);
    open = undefined;
    await connection.flush().catch(() => undefined);
    await connection.close();
  };

  try {
    open = await attempt();
  } catch (cause) {
    const next = "is it running, and are user and password right?";
    throw new Error(
      `broker listener: expected to connect to ${address}, found ${String(fieldsOf(cause).message)}; ${next}`,
      {
        cause,
      },
    );
  }
  const removeCheck = host.addReadinessCheck(() =>
    open === undefined ? `the broker listener has no connection to ${address}` : undefined,
  );
  const listener: DrainableListener = {
    drain() {
      drained ??= drain().finally(removeCheck);
      return drained;
    },
  };
  host.addListener(listener);
  return listener;
}
