/**
 * Calls over core NATS. The processes that serve a service are one queue group, so that one of them
 * gets each call. The server reports at once when nothing receives a message, to a subject below the
 * sender's own. The library's reconnecting is off: it would drop what is sent meanwhile in silence.
 */

import type { Msg, NatsConnection, NodeConnectionOptions } from "@nats-io/transport-node";
import { type Connect, connectTimeoutMs, nameOfService } from "./connection.ts";

/** The queue group of the processes that serve a service. */
const group = "seamline";

/** Bytes of a message that a server has to take: the head of a call has up to half of them. */
const leastPayload = 64 * 1024;

/** Milliseconds between two pings of the server; two without a response are a lost connection. */
const pingMs = 10_000;

/**
 * Makes the function that connects to a NATS server.
 * @param options of the library; those that calls depend on are overruled.
 */
export function connectToNats(options: NodeConnectionOptions, prefix: string): Connect {
  return async (events) => {
    const { connect, createInbox } = await import("@nats-io/transport-node");
    const nats = await connect({
      timeout: connectTimeoutMs,
      pingInterval: pingMs,
      ...options,
      reconnect: false,
      noAsyncTraces: true,
    });
    const maxFrameBytes = nats.info?.max_payload ?? 0;
    if (maxFrameBytes < leastPayload) {
      await nats.close();
      throw new Error(`expected a server with a max_payload of at least ${leastPayload} bytes, found ${maxFrameBytes}`);
    }
    let closing = false;
    const address = createInbox(options.inboxPrefix);
    const returns = `${address}.returned.`;
    const lose = (reason: unknown): void => {
      if (closing) return;
      closing = true;
      events.lost(reason);
      void nats.close().catch(() => undefined);
    };
    void nats.closed().then((reason) => lose(reason ?? new Error("the server closed the connection")));
    void watch(nats, lose);
    const receive = (error: Error | null, message: Msg): void => {
      if (error !== null) lose(error);
      else if (message.subject.startsWith(returns)) events.returned(message.subject.slice(returns.length));
      else events.receive(message.data);
    };
    nats.subscribe(address, { callback: receive });
    nats.subscribe(`${returns}>`, { callback: receive });
    const publish = (subject: string, frame: Uint8Array, mark: string | undefined): void => {
      if (closing || nats.isClosed()) return;
      nats.publish(subject, frame, mark === undefined ? {} : { reply: `${returns}${mark}` });
    };
    return {
      maxFrameBytes,
      address,
      sendToService: (service, frame, mark) => publish(nameOfService(prefix, service), frame, mark),
      send: publish,
      async serve(services, receiveCall) {
        const subscriptions = services.map((service) =>
          nats.subscribe(nameOfService(prefix, service), {
            queue: group,
            callback: (error, message) => (error === null ? receiveCall(service, message.data) : lose(error)),
          }),
        );
        await nats.flush();
        return {
          async stop() {
            if (nats.isClosed()) return;
            await Promise.all(subscriptions.map((subscription) => subscription.drain()));
          },
        };
      },
      async flush() {
        if (!nats.isClosed()) await nats.flush();
      },
      async close() {
        closing = true;
        await nats.close();
      },
    };
  };
}

/** A server that refuses a subject drops what is sent there: calls over it would wait in vain. */
async function watch(nats: NatsConnection, lose: (reason: unknown) => void): Promise<void> {
  for await (const status of nats.status()) if (status.type === "error") lose(status.error);
}
