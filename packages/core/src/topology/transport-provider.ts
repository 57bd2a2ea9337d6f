/** Providers of transports: their URL schemes, and how to make a transport from a URL. */

import type { Transport } from "../call/call-request.ts";
import type { Contract } from "../contract/operation.ts";
import type { SigningKey } from "./signing-keys.ts";

/** A URL of the topology, split but not yet checked. */
export interface TargetUrl {
  /** As written, without a password. */
  readonly text: string;
  /** Without the colon: `http`, `http+unix`. */
  readonly scheme: string;
  /** The text between the scheme with its colon and the `?`. */
  readonly rest: string;
  /** The options after the `?`, in order, decoded. */
  readonly options: readonly {
    /** Before the `=`. */
    readonly name: string;
    /** After the `=`; empty without one. */
    readonly value: string;
    /** The offset of the value, in characters from the URL's start. */
    readonly position: number;
  }[];
}

/** Collects faults of one URL; positions are offsets in characters from its start, from 0. */
export type AddFault = (position: number, message: string) => void;

/** The service that a transport is made for. */
export interface TransportTargetOptions {
  /** The service at the other end. */
  readonly service: string;
  /** The contract of that service. */
  readonly contract: Contract;
  /** The first signs. Empty when none are configured. */
  readonly keys: readonly SigningKey[];
}

/** Adds one kind of transport to an application: `createApplication({ transports: [http()] })`. */
export interface TransportProvider {
  /** The name of the kind, for people. */
  readonly name: string;
  /** The URL schemes that it reads, without colons; no other provider of the application may have them. */
  readonly schemes: readonly string[];
  /**
   * Reads a URL of one of the schemes. Adds a fault for everything that cannot work; returns the
   * function that makes the transport, and the settings that `explain` prints, after defaults.
   */
  read(url: TargetUrl, addFault: AddFault): TransportTarget;
}

/** A URL that was read. */
export interface TransportTarget {
  /** Settings in effect by name, for people: `{ timeout: "800ms", connections: "64" }`. */
  readonly settings: Readonly<Record<string, string>>;
  /**
   * Milliseconds a call over it may take if the caller sets no timeout. Default: the operation's.
   */
  readonly timeoutMs?: number | undefined;
  /** Makes the transport. Operations of one service with the same address share it. */
  create(options: TransportTargetOptions): Transport;
}
