/**
 * An application in memory as a target: contracts served by a node listener, and called by an `app:`
 * URL, with the requests of HTTP and no socket.
 */

import { getRandomValues } from "node:crypto";
import type { RequestListener } from "node:http";
import type { ConformanceTarget } from "@seamline/conformance";
import type { Transport } from "@seamline/core";
import type { ApplicationHost, SigningKey } from "@seamline/core/extend";
import { parseTargetUrl } from "@seamline/core/internal";
import { createRequestHandler } from "@seamline/http/extend";
import { apps } from "../../src/index.ts";

/** Signed calls to the contracts in a node listener of this process. Named `app`. */
export function appTarget(): ConformanceTarget {
  return {
    name: "app",
    async start(dispatchers) {
      const keys: readonly SigningKey[] = [{ id: "k1", secret: getRandomValues(new Uint8Array(32)) }];
      const host: ApplicationHost = {
        state: "ready",
        dispatchers,
        keys,
        async start() {},
        addListener() {},
        addReadinessCheck: () => () => {},
        unreadyReasons: [],
      };
      const { handle, started } = createRequestHandler(host, { internal: {} });
      await started;
      const listener: RequestListener = (req, res) => handle({ req, res, context: req });
      const url = parseTargetUrl("app:desk", () => undefined);
      if (url === undefined) throw new TypeError("expected a URL");
      const target = apps({ desk: listener }).read(url, (_position, message) => {
        throw new TypeError(message);
      });
      const transports = new Map<string, Transport>();
      for (const { contract } of dispatchers) {
        transports.set(contract.name, target.create({ service: contract.name, contract, keys }));
      }
      return {
        connect(service) {
          const found = transports.get(service);
          if (found === undefined) throw new RangeError(`${service}: expected one of the conformance services`);
          return found;
        },
        async close() {
          await Promise.all([...transports.values()].map((transport) => transport.close?.()));
        },
      };
    },
  };
}
