/** What a case of the conformance suite is given: a way to make brokers, and to break what is between them. */

import type { Broker, BrokerFeatures, BrokerOptions } from "../broker/broker.ts";

/**
 * The broker under test: a name space of its own on a server, empty at first. A test makes one per case
 * and removes it afterwards.
 */
export interface BrokerSubject {
  /** Creates a broker. All of one subject are connections to the same queues. */
  create(options: BrokerOptions): Broker;
  /** Creates a broker whose URL contradicts what `create` declares. Absent if none can. */
  createContradicting?(options: BrokerOptions): Broker;
  /** Creates a broker whose connection can be cut. Absent for a broker without connections. */
  createCuttable?(options: BrokerOptions): CuttableBroker;
  /** A server of the subject's own. Absent if the server cannot be killed. */
  readonly server?: KillableServer;
}

/** A broker with a connection that can be cut; the others of its subject keep theirs. */
export interface CuttableBroker {
  /** The broker. */
  readonly broker: Broker;
  /** Ends the connection without a word, and refuses new ones. */
  cut(): Promise<void>;
  /** Admits connections again. */
  mend(): Promise<void>;
}

/** A server that can be killed. */
export interface KillableServer {
  /** Ends the server at once, as `kill -9` does. */
  kill(): Promise<void>;
  /** Starts it again, with what it has kept. */
  start(): Promise<void>;
}

/** A case of the suite. */
export interface BrokerCase {
  /** The unique name, a sentence about a broker in the present tense. */
  readonly name: string;
  /** Reports whether the case is about brokers with these properties. Default: about all. */
  needs?(features: BrokerFeatures): boolean;
  /** Optional members of the subject that the case uses: it cannot run without them. */
  readonly uses: readonly ("createContradicting" | "createCuttable" | "server")[];
  /**
   * Runs the case and closes all brokers that it made.
   * @throws {Error} if the broker does not behave as it has to.
   */
  run(subject: BrokerSubject): Promise<void>;
}

/** Reports whether a case can run on a subject, by its needs and by what it uses. */
export function isApplicable(brokerCase: BrokerCase, subject: BrokerSubject): boolean {
  const { features } = subject.create({ onError: () => undefined });
  return (brokerCase.needs?.(features) ?? true) && brokerCase.uses.every((name) => subject[name] !== undefined);
}
