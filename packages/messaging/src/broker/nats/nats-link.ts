/**
 * One connection to a NATS server, from its making to its end. The library's own reconnecting is off:
 * while it reconnects it drops what is published, and what waits for a response waits for its timeout.
 */

import type { JetStreamClient, JetStreamManager } from "@nats-io/jetstream";
import type { NatsConnection, NodeConnectionOptions } from "@nats-io/transport-node";
import type { Link } from "../reconnecting.ts";

/** Milliseconds in which a connection is made, and in which the server responds to a request. */
export const requestTimeoutMs = 5_000;
/** Milliseconds between two pings of the server; two without a response are a lost connection. */
const pingMs = 10_000;
/** The oldest server with the requests that the broker makes. */
const oldestVersion = [2, 9] as const;

/** The connection with its JetStream. */
export interface NatsLink extends Link {
  /** The connection. */
  readonly connection: NatsConnection;
  /** Publishes. */
  readonly client: JetStreamClient;
  /** Declares. */
  readonly manager: JetStreamManager;
}

/** Makes a connection. */
export async function connectLink(options: NodeConnectionOptions, signal: AbortSignal): Promise<NatsLink> {
  const [{ connect }, { jetstream, jetstreamManager }] = await Promise.all([
    import("@nats-io/transport-node"),
    import("@nats-io/jetstream"),
  ]);
  const connecting = connect({
    timeout: requestTimeoutMs,
    pingInterval: pingMs,
    ...options,
    reconnect: false,
    noAsyncTraces: true,
  });
  const connection = await unlessAborted(connecting, signal);
  const { promise: lost, resolve } = Promise.withResolvers<Error>();
  void connection.closed().then((reason) => resolve(reason || new Error("the server closed the connection")));
  void watch(connection);
  try {
    assertServer(connection);
    return {
      connection,
      client: jetstream(connection, { timeout: requestTimeoutMs }),
      manager: await jetstreamManager(connection, { timeout: requestTimeoutMs, checkAPI: false }),
      lost,
      end(reason) {
        resolve(reason);
        void connection.close().catch(() => undefined);
      },
      close: () => connection.close().catch(() => undefined),
    };
  } catch (reason) {
    await connection.close();
    throw reason;
  }
}

/** Closes the connection if it is there too late. */
function unlessAborted(connecting: Promise<NatsConnection>, signal: AbortSignal): Promise<NatsConnection> {
  return new Promise((resolve, reject) => {
    const abort = (): void => {
      reject(new Error("closed while it connects"));
      void connecting.then((connection) => connection.close()).catch(() => undefined);
    };
    if (signal.aborted) return abort();
    signal.addEventListener("abort", abort);
    connecting.then(resolve, reject).finally(() => signal.removeEventListener("abort", abort));
  });
}

/** Reads the statuses of a connection, which are kept until they are read. */
async function watch(connection: NatsConnection): Promise<void> {
  for await (const _ of connection.status());
}

function assertServer({ info }: NatsConnection): void {
  const version = info?.version ?? "unknown";
  const [major = 0, minor = 0] = version.split(".").map(Number);
  const [oldestMajor, oldestMinor] = oldestVersion;
  if (major < oldestMajor || (major === oldestMajor && minor < oldestMinor)) {
    throw new Error(`expected nats-server ${oldestVersion.join(".")} or later, found ${version}; update the server`);
  }
  if (info?.jetstream !== true) {
    throw new Error(`expected a server with JetStream, found nats-server ${version} without; start it with -js`);
  }
}

/** Error codes of JetStream. */
export const jetStreamCodes = {
  streamNotFound: 10059,
  streamInUse: 10058,
  wrongLastSequence: 10071,
  wrongLastSequenceUnknown: 10164,
} as const;

/** The code of an error of JetStream; `undefined` for other errors. */
export function codeOf(reason: unknown): number | undefined {
  if (!(reason instanceof Error)) return undefined;
  const names = ["JetStreamApiError", "StreamNotFoundError", "ConsumerNotFoundError"];
  return names.includes(reason.name) ? (reason as Error & { code: number }).code : undefined;
}
