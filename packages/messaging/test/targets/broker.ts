/** Calls over a broker on loopback as a target: signed calls, one transport for each service. */

import { getRandomValues } from "node:crypto";
import type { ConformanceTarget } from "@seamline/conformance";
import type { SigningKey, TargetUrl } from "@seamline/core/extend";
import { parseTargetUrl, randomHex } from "@seamline/core/internal";
import type { CallBroker } from "../../src/client/call-broker.ts";
import { listenOnBrokerOf } from "../../src/server/listen-on-broker.ts";
import { createHost } from "./host.ts";

/**
 * Real calls over a broker, to a listener in this process.
 * @param address of the broker: `nats://127.0.0.1:4222`.
 */
export function brokerTarget(broker: CallBroker, address: string): ConformanceTarget {
  return {
    name: broker.name,
    async start(dispatchers) {
      const keys: readonly SigningKey[] = [{ id: "k1", secret: getRandomValues(new Uint8Array(32)) }];
      const url = `${address}?prefix=test-${randomHex(6)}`;
      const listening = await listenOnBrokerOf(createHost(dispatchers, keys), { url, brokers: [broker] });
      const target = broker.read(parseTargetUrl(url, refuse) as TargetUrl, refuse);
      const transports = dispatchers.map(({ contract }) => ({
        service: contract.name,
        transport: target.create({ service: contract.name, contract, keys }),
      }));
      return {
        connect(service) {
          const found = transports.find((one) => one.service === service);
          if (found === undefined) throw new RangeError(`${service}: expected one of the conformance services`);
          return found.transport;
        },
        async close() {
          await Promise.all(transports.map(({ transport }) => transport.close?.()));
          await listening.close();
        },
      };
    },
  };
}

function refuse(_position: number, message: string): never {
  throw new TypeError(message);
}
