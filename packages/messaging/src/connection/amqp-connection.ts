/**
 * Calls over AMQP 0-9-1, as RabbitMQ speaks it. A service has one queue, of which each of its
 * processes is a consumer; a connection has an exclusive queue, which is gone with it. Messages are
 * acknowledged as they are delivered, so that none is delivered twice and no call runs twice.
 * `mandatory` brings back what has no queue. Direct reply-to is not used: the broker reports each of
 * its replies as without a queue.
 */

import type { ConsumeMessage, Message, Options } from "amqplib";
import type { CallTarget } from "./call-target.ts";
import { type Connect, connectTimeoutMs, nameOfService } from "./connection.ts";

/** Seconds between two heartbeats; a broker that misses two is lost. */
const heartbeatSeconds = 10;

/** Bytes of a message: the library cuts it into frames. */
const maxFrameBytes = 1024 * 1024;

/**
 * A queue goes with its last consumer, and also if it has none after a restart of the broker. It is
 * durable because brokers will not have other shared queues; its messages are not.
 */
const serviceQueue: Options.AssertQueue = { durable: true, autoDelete: true, expires: 5_000 };

/** Makes the function that connects to a broker, by default as the user `guest`. */
export function connectToAmqp({ host, port, user, password, path, secure, prefix }: CallTarget): Connect {
  return async (events) => {
    const { connect } = await import("amqplib");
    const amqp = await connect(
      {
        protocol: secure ? "amqps" : "amqp",
        hostname: host,
        port,
        username: user ?? "guest",
        password: password ?? "guest",
        vhost: path || "/",
        heartbeat: heartbeatSeconds,
      },
      { noDelay: true, timeout: connectTimeoutMs, ...(secure && { servername: host }) },
    );
    let gone = false;
    const close = async (): Promise<void> => {
      await amqp.close().catch(() => undefined); // it is closed already
    };
    const lose = (reason: unknown): void => {
      if (gone) return;
      gone = true;
      events.lost(reason);
      void close();
    };
    amqp.on("error", lose);
    amqp.on("close", (reason) => lose(reason ?? new Error("the broker closed the connection")));
    const channel = await amqp.createChannel();
    channel.on("error", lose);
    channel.on("close", () => lose(new Error("the broker closed the channel")));
    channel.on("return", ({ properties }: Message) => events.returned(String(properties.messageId)));
    const { queue: address } = await channel.assertQueue("", { exclusive: true, durable: false });
    const consume = async (queue: string, receive: (frame: Uint8Array) => void): Promise<string> => {
      const take = (message: ConsumeMessage | null): void => {
        if (message === null) lose(new Error(`the broker has deleted the queue ${queue}`));
        else receive(message.content);
      };
      return (await channel.consume(queue, take, { noAck: true })).consumerTag;
    };
    await consume(address, events.receive);
    const publish = (queue: string, frame: Uint8Array, options: Options.Publish): void => {
      if (gone) return;
      channel.publish("", queue, Buffer.from(frame.buffer, frame.byteOffset, frame.byteLength), options);
    };
    return {
      maxFrameBytes,
      address,
      sendToService: (service, frame, mark, expiresMs) =>
        publish(nameOfService(prefix, service), frame, {
          mandatory: true,
          messageId: mark,
          ...(expiresMs !== undefined && { expiration: expiresMs }),
        }),
      send: (to, frame, mark) => publish(to, frame, mark === undefined ? {} : { mandatory: true, messageId: mark }),
      async serve(services, receiveCall) {
        const tags: string[] = [];
        for (const service of services) {
          const { queue } = await channel.assertQueue(nameOfService(prefix, service), serviceQueue);
          tags.push(await consume(queue, (frame) => receiveCall(service, frame)));
        }
        return {
          async stop() {
            if (!gone) await Promise.all(tags.map((tag) => channel.cancel(tag)));
          },
        };
      },
      async flush() {
        if (!gone) await channel.checkQueue(address); // the broker has taken what was sent before
      },
      async close() {
        gone = true;
        await close();
      },
    };
  };
}
