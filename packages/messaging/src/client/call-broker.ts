/** Providers of brokers for calls: transports to services, and the broker of a listener. */

import type { AddFault, TargetUrl, TransportProvider } from "@seamline/core/extend";
import { type CallTarget, readCallTarget } from "../connection/call-target.ts";
import type { Connect } from "../connection/connection.ts";
import { Caller } from "./caller.ts";
import { createBrokerTransport } from "./client-transport.ts";

/** One kind of broker, for calls: an element of `transports`, and of the `brokers` of a listener. */
export interface CallBroker extends TransportProvider {
  /** Reads the address of a broker. Adds a fault for everything that cannot work. */
  readTarget(url: TargetUrl, addFault: AddFault): CallTarget | undefined;
  /** Makes the function that connects to a broker. */
  connectTo(target: CallTarget): Connect;
}

/** The parts in which kinds of brokers differ. */
export interface CallBrokerOptions {
  readonly name: string;
  /** The schemes, each with its usual port, and whether it is over TLS. */
  readonly ports: Readonly<Record<string, { readonly port: number; readonly secure: boolean }>>;
  readonly connectTo: CallBroker["connectTo"];
}

/** Creates a provider. Transports to one URL share a connection. */
export function createCallBroker({ name, ports, connectTo }: CallBrokerOptions): CallBroker {
  const readTarget: CallBroker["readTarget"] = (url, addFault) => readCallTarget(url, addFault, ports);
  const callers = new Map<string, Caller>();
  return {
    name,
    schemes: Object.keys(ports),
    readTarget,
    connectTo,
    read(url, addFault) {
      const target = readTarget(url, addFault);
      return {
        settings: {
          ...(target?.timeoutMs !== undefined && { timeout: `${target.timeoutMs}ms` }),
          ...(target !== undefined && { prefix: target.prefix }),
        },
        timeoutMs: target?.timeoutMs,
        create({ keys }) {
          if (target === undefined) throw new TypeError("the URL cannot be used: its faults have been reported");
          const key = JSON.stringify([url.scheme, url.rest, target.prefix]);
          let caller = callers.get(key);
          if (caller === undefined || caller.closed) {
            caller = new Caller(connectTo(target));
            callers.set(key, caller);
          }
          return createBrokerTransport(caller, keys, target.address);
        },
      };
    },
  };
}
