/** Providers of brokers: their URL schemes, and how to make a broker from a URL. */

import type { AddFault, TargetUrl } from "@seamline/core/extend";
import type { Broker, BrokerOptions } from "./broker.ts";

/** A URL that was read. */
export interface BrokerTarget {
  /** Settings in effect by name, for people, without secrets. */
  readonly settings: Readonly<Record<string, string>>;
  /** Makes the broker; it connects in `open`. */
  create(options: BrokerOptions): Broker;
}

/** Adds one kind of broker to an application. */
export interface BrokerProvider {
  /** The name of the kind, for people. */
  readonly name: string;
  /** The URL schemes that it reads, without colons. */
  readonly schemes: readonly string[];
  /** Reads a URL of one of the schemes. Adds a fault for everything that cannot work. */
  read(url: TargetUrl, addFault: AddFault): BrokerTarget;
}
