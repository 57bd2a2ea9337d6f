/**
 * The port of message brokers: a broker takes messages, and hands them to their consumers in order.
 * Everything else (retries, dead letters, doubles, lasting order over several processes) is the work of
 * the queue in the consumer's own database, so that it is the same for all brokers.
 */

/** Properties in which brokers differ; the conformance suite reads them. */
export interface BrokerFeatures {
  /** A confirmed message survives a crash and a restart of the broker. */
  readonly durable: boolean;
  /** Processes other than the publisher's can consume. */
  readonly shared: boolean;
  /** The most bytes of one message, in UTF-8; final once `open` has settled. */
  readonly maxMessageBytes: number;
  /**
   * Milliseconds after its publication in which a message can come once more; `undefined` if it can
   * come at any time until it is acknowledged.
   */
  readonly redeliveryMs: number | undefined;
}

/** A consumer and the types it receives: a queue of the broker, kept while no process consumes. */
export interface Binding {
  /** The name of the service that handles the messages; its form is in `assertBindings`. */
  readonly consumer: string;
  /** Types of messages, as `customer.orderCreated.v1`; their form is in `assertBindings`. */
  readonly types: readonly string[];
}

/** A message on its way to a broker. */
export interface BrokerMessage {
  /** The id of the transfer: the same when a message is sent again, another for a replay. */
  readonly id: string;
  /** The type, which decides the consumers. */
  readonly type: string;
  /** The envelope in CloudEvents' structured mode. */
  readonly text: string;
}

/** A message as it came from a broker, not checked in any way. */
export interface Delivery {
  /** The body as text; bytes that are not UTF-8 are replaced. */
  readonly text: string;
  /** The reason why the body is no message, such as bytes that are not UTF-8. Default: it may be one. */
  readonly fault?: string | undefined;
}

/**
 * The outcome of one published message: `undefined` if it is confirmed, else the reason, of the class
 * `MessageRefusal` if it lies with the message and others can pass.
 */
export type PublishFailure = Error | undefined;

/** A running consumption. */
export interface Consumption {
  /**
   * Takes no more messages; settles once the batch at work has been acknowledged or given back. What
   * has been fetched in advance is given back at once. Can be called again.
   */
  stop(): Promise<void>;
}

/** The settings of a broker that runs. */
export interface BrokerOptions {
  /** Receives faults that no call of the port reports, such as a lost connection. */
  onError(error: unknown): void;
}

/** A broker. */
export interface Broker {
  /** Its properties. */
  readonly features: BrokerFeatures;
  /**
   * Connects, and declares the queues of all consumers, also of those in other processes: nothing is
   * published before this has settled. What is there already is compared with what is wanted. Can be
   * called again with more bindings. Types that a queue takes already stay bound to it, so that two
   * versions of an application can run side by side.
   * @throws {Error} naming what was expected and what was found.
   */
  open(bindings: readonly Binding[]): Promise<void>;
  /**
   * Publishes messages, in order. Settles once each is confirmed or has failed, and never rejects: a
   * message without a queue that takes it has failed, as has one beyond a limit. While there is no
   * connection, before `open` and after `close` all fail at once.
   */
  publish(messages: readonly BrokerMessage[]): Promise<readonly PublishFailure[]>;
  /**
   * Hands batches to `receive`, one at a time, in the order in which the broker confirmed the messages.
   * A batch is acknowledged when `receive` resolves; when it rejects, its messages come again, in
   * order, before later ones, after a pause. Goes on after a lost connection.
   * @throws {Error} before `open`, after `close`, for a consumer that is not bound, and for one that
   * this broker consumes already.
   */
  consume(consumer: string, receive: (batch: readonly Delivery[]) => Promise<void>): Promise<Consumption>;
  /** Stops all consumptions and releases the connection. Can be called again. */
  close(): Promise<void>;
}
