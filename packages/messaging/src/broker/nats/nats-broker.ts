/**
 * `nats:`: NATS JetStream as a broker. All messages are in one stream, so that the order of their
 * confirms is the order of every consumer, whichever types it receives. A consumer is a position in it.
 */

import type { NodeConnectionOptions } from "@nats-io/transport-node";
import { anything, assertSettings, object, type Setting } from "@seamline/core/settings";
import { maxMessageBytes } from "../../event/envelope.ts";
import { Bindings } from "../bindings.ts";
import type {
  Binding,
  Broker,
  BrokerFeatures,
  BrokerMessage,
  BrokerOptions,
  Consumption,
  Delivery,
  PublishFailure,
} from "../broker.ts";
import type { BrokerProvider } from "../broker-provider.ts";
import { findMessageFault, unboundFailure } from "../checks.ts";
import { Consumptions } from "../consumptions.ts";
import { Reconnecting } from "../reconnecting.ts";
import { declareStreams, type Names, namesOf } from "./declare-streams.ts";
import { NatsConsumption } from "./nats-consumption.ts";
import { connectLink, type NatsLink } from "./nats-link.ts";
import { type NatsUrl, natsSchemes, printServers, readNatsUrl } from "./nats-url.ts";
import { Positions } from "./positions.ts";
import { Trimmer } from "./trimmer.ts";

/** Bytes that the server counts beside the text: the header with the id. */
const headerBytes = 256;
/** The `max_payload` of a server as it comes. */
const usualPayload = 1 << 20;

/** Settings of all URLs of NATS. */
export interface NatsBrokerOptions {
  /**
   * Options of the library, such as `authenticator`, `token` and `tls`. Servers and the user are those
   * of the URL; reconnecting is up to Seamline. Default: none.
   */
  readonly connection?: NodeConnectionOptions;
}

const setting: Setting = object({ connection: anything });

/**
 * Creates the provider of `nats:` and `nats+tls:` URLs of brokers, for servers with JetStream from 2.9
 * on: `SEAMLINE_EVENTS=nats://user:password@host:4222,host2:4222?prefix=shop&replicas=3`. Options:
 * `prefix` of the names on the server (default `seamline`), `storage` (`file` or `memory`, default
 * `file`), `replicas` (1 to 5, default 1), `capacity` in messages (default: the limits of the account),
 * `batch` in messages (1 to 10,000, default 100).
 * @throws {TypeError} for an unknown option.
 */
export function natsBroker(options: NatsBrokerOptions = {}): BrokerProvider {
  assertSettings("natsBroker", setting, options);
  return {
    name: "nats",
    schemes: natsSchemes,
    read(url, addFault) {
      const target = readNatsUrl(url, addFault);
      const { prefix, batch, storage, replicas, capacity } = target;
      return {
        settings: {
          servers: printServers(target),
          prefix,
          storage,
          replicas: String(replicas),
          ...(capacity !== undefined && { capacity: String(capacity) }),
          batch: String(batch),
        },
        create: ({ onError }) => new NatsBroker(target, options.connection ?? {}, onError),
      };
    },
  };
}

class NatsBroker implements Broker {
  readonly #url: NatsUrl;
  readonly #names: Names;
  readonly #onError: BrokerOptions["onError"];
  readonly #links: Reconnecting<NatsLink>;
  readonly #trimmer: Trimmer;
  readonly #consumptions: Consumptions;
  readonly #bindings = new Bindings();
  readonly #publishing = new Set<Promise<unknown>>();
  #declaring: Promise<void> = Promise.resolve();
  /** Types with a consumer, as far as this process knows. */
  #bound: ReadonlySet<string> = new Set();
  #payload = usualPayload;
  #closing: Promise<void> | undefined;

  constructor(url: NatsUrl, connection: NodeConnectionOptions, onError: BrokerOptions["onError"]) {
    this.#url = url;
    this.#names = namesOf(url.prefix);
    this.#onError = onError;
    const server = `NATS at ${printServers(url)}`;
    this.#consumptions = new Consumptions(server);
    this.#links = new Reconnecting({
      server,
      connect: async (signal) => {
        try {
          return await connectLink({ ...connection, ...this.#connectionOptions(connection) }, signal);
        } catch (cause) {
          throw new Error(`${server}: ${(cause as Error).message}`, { cause });
        }
      },
      onError,
    });
    this.#trimmer = new Trimmer(this.#names, this.#bindings, () => this.#links.current, onError);
  }

  #connectionOptions(given: NodeConnectionOptions): NodeConnectionOptions {
    const [first] = this.#url.servers;
    return {
      servers: printServers(this.#url).split(","),
      name: given.name ?? `seamline ${this.#url.prefix}`,
      ...(first?.password !== undefined && { user: first.user ?? "", pass: first.password }),
      ...(first?.user !== undefined && first.password === undefined && { token: first.user }),
      ...(this.#url.secure && { tls: given.tls ?? {} }),
    };
  }

  get features(): BrokerFeatures {
    return {
      durable: this.#url.storage === "file",
      shared: true,
      maxMessageBytes: Math.min(this.#payload - headerBytes, maxMessageBytes),
      redeliveryMs: undefined,
    };
  }

  async open(bindings: readonly Binding[]): Promise<void> {
    this.#assertNotClosed();
    const known = new Set(this.#bindings.list().map(({ consumer }) => consumer));
    const forget = this.#bindings.add(bindings);
    try {
      await this.#links.open();
      this.#payload = this.#links.current?.connection.info?.max_payload ?? usualPayload;
      await this.#declare(bindings, known);
    } catch (reason) {
      forget();
      throw reason;
    }
    this.#assertNotClosed();
  }

  #assertNotClosed(): void {
    if (this.#closing !== undefined) throw new Error("the NATS broker is closed; create another");
  }

  /** Declarations of this process follow each other. */
  #declare(bindings: readonly Binding[], known: ReadonlySet<string>): Promise<void> {
    const declaring = this.#declaring.then(async () => {
      const link = this.#links.current;
      if (link === undefined) throw this.#links.absence();
      await declareStreams(link, this.#url, bindings, known);
      await this.#readBound(link);
    });
    this.#declaring = declaring.catch(() => undefined);
    return declaring;
  }

  /** Makes what is gone again. */
  #declareAgain(): Promise<void> {
    const bindings = this.#bindings.list();
    return this.#declare(bindings, new Set(bindings.map(({ consumer }) => consumer)));
  }

  async publish(messages: readonly BrokerMessage[]): Promise<readonly PublishFailure[]> {
    const link = this.#closing === undefined ? this.#links.current : undefined;
    if (link === undefined) return messages.map(() => this.#absence());
    const publishing = this.#publishAll(link, messages);
    this.#publishing.add(publishing);
    try {
      return await publishing;
    } finally {
      this.#publishing.delete(publishing);
    }
  }

  async #publishAll(link: NatsLink, messages: readonly BrokerMessage[]): Promise<readonly PublishFailure[]> {
    // Another process may have bound a type since.
    if (!messages.every(({ type }) => this.#bound.has(type))) await this.#readBound(link).catch(this.#onError);
    return Promise.all(messages.map((message) => this.#publish(link, message)));
  }

  async #readBound(link: NatsLink): Promise<void> {
    const positions = await new Positions(link, this.#names.bucket).list();
    this.#bound = new Set(positions.flatMap(({ types }) => types));
  }

  #absence(): Error {
    return this.#closing === undefined ? this.#links.absence() : new Error("the NATS broker is closed");
  }

  async #publish(link: NatsLink, message: BrokerMessage): Promise<PublishFailure> {
    const { id, type, text } = message;
    const fault = findMessageFault(message, this.features.maxMessageBytes);
    if (fault !== undefined) return fault;
    if (!this.#bound.has(type)) return unboundFailure(message);
    try {
      // A double that the server knows by the id is confirmed: the first was stored.
      await link.client.publish(this.#names.subjectOf(type), text, { msgID: id });
      return undefined;
    } catch (cause) {
      if ((cause as Error).name === "JetStreamNotEnabled") return this.#lost(message, cause);
      const next = link.connection.isClosed() ? "the connection was lost before its confirm" : (cause as Error).message;
      return new Error(`the message ${id} of type ${type} is not confirmed: ${next}`, { cause });
    }
  }

  #lost({ id }: BrokerMessage, cause: unknown): Error {
    void this.#declareAgain().catch(this.#onError);
    return new Error(`the message ${id}: the server has lost the stream ${this.#names.stream}, which is made again`, {
      cause,
    });
  }

  async consume(consumer: string, receive: (batch: readonly Delivery[]) => Promise<void>): Promise<Consumption> {
    this.#assertNotClosed();
    this.#bindings.assertBound(consumer);
    return this.#consumptions.start(
      consumer,
      async () =>
        new NatsConsumption({
          consumer,
          batch: this.#url.batch,
          names: this.#names,
          links: this.#links,
          receive,
          onError: this.#onError,
          declare: () => this.#declareAgain(),
          onMove: () => this.#trimmer.nudge(),
        }),
    );
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    await this.#consumptions.close();
    await Promise.allSettled(this.#publishing);
    await this.#trimmer.close();
    await this.#declaring;
    await this.#links.close();
  }
}
