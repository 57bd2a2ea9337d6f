/**
 * HTTP on loopback as a target: an internal listener, signed calls, one transport for each service.
 */

import { getRandomValues } from "node:crypto";
import type { ConformanceTarget } from "@seamline/conformance";
import type { SigningKey } from "@seamline/core/extend";
import { listenOn } from "../../src/extend.ts";
import { type ClientTls, createHttpTransport, type InternalTls } from "../../src/index.ts";
import { createHost } from "./host.ts";

/** An intermediary between the transports and the listener. */
export interface Passage {
  /** The URL that requests are sent to. */
  readonly url: string;
  close(): Promise<void>;
}

/** TLS of both ends. */
export interface TargetTls {
  readonly listener: InternalTls;
  readonly client: ClientTls;
}

/** Options of the requests. */
export interface HttpTargetOptions {
  /**
   * Certificates of both ends, in addition to signatures; both must be valid. Default: plain HTTP.
   */
  readonly tls?: (services: readonly string[]) => TargetTls;
  /** Calls that may share a request, see `HttpTransportOptions`. Default: none. */
  readonly batch?: number;
}

/** Real requests over 127.0.0.1, to a listener in this process. Named `http`. */
export function httpTarget(): ConformanceTarget {
  return httpTargetThrough("http", directPassage);
}

/** No intermediary. */
export async function directPassage(url: string): Promise<Passage> {
  return { url, async close() {} };
}

/** {@link httpTarget} with an intermediary, opened for the URL of the listener. */
export function httpTargetThrough(
  name: string,
  openPassage: (url: string) => Promise<Passage>,
  { tls: createTls, batch }: HttpTargetOptions = {},
): ConformanceTarget {
  return {
    name,
    async start(dispatchers) {
      const tls = createTls?.(dispatchers.map(({ contract }) => contract.name));
      const keys: readonly SigningKey[] = [{ id: "k1", secret: getRandomValues(new Uint8Array(32)) }];
      const listening = await listenOn(createHost(dispatchers, keys), {
        internal: { port: 0, ...(tls && { tls: tls.listener }) },
      });
      const passage = await openPassage(listening.internal as string);
      const transports = dispatchers.map(({ contract }) => ({
        service: contract.name,
        transport: createHttpTransport(passage.url, {
          keys,
          ...(tls && { tls: tls.client }),
          ...(batch !== undefined && { batch }),
        }),
      }));
      return {
        connect(service) {
          const found = transports.find((one) => one.service === service);
          if (found === undefined) throw new RangeError(`${service}: expected one of the conformance services`);
          return found.transport;
        },
        async close() {
          await Promise.all(transports.map(({ transport }) => transport.close?.()));
          await passage.close();
          await listening.close();
        },
      };
    },
  };
}
