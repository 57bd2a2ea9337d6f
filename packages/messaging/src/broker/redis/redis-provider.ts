/** `redisBroker()`: adds Redis Streams, by URLs of redis and rediss, to an application's brokers. */

import type { BrokerProvider } from "../broker-provider.ts";
import { RedisBroker } from "./redis-broker.ts";
import { readRedisTarget } from "./redis-target.ts";

/**
 * Creates the provider of Redis Streams: `SEAMLINE_EVENTS=redis://:password@redis:6379/0?durability=always`.
 *
 * | option | meaning | default |
 * |---|---|---|
 * | `prefix` | what the names of keys begin with | `seamline` |
 * | `batch` | messages handed on at once, 1 to 1000 | `100` |
 * | `length` | messages of one consumer that wait, 1 to 100000000; more are refused | `1000000` |
 * | `durability` | what the server has to promise, or it is refused: `any`, `everysec`, `always` | `any` |
 * | `confirm` | time in which a command has to be answered, 100ms to 300s | `10s` |
 * | `connect` | time in which a connection has to be made, 100ms to 60s | `5s` |
 *
 * A crash of Redis loses what it has not written: nothing with `appendonly yes` and `appendfsync
 * always`; up to about two seconds of confirmed messages with `everysec`, its default; all since the
 * last snapshot without `appendonly`. A failover loses what the replica has not received.
 */
export function redisBroker(): BrokerProvider {
  return {
    name: "Redis",
    schemes: ["redis", "rediss"],
    read(url, addFault) {
      const target = readRedisTarget(url, addFault);
      return {
        settings:
          target === undefined
            ? {}
            : {
                prefix: target.prefix,
                batch: String(target.batch),
                length: String(target.length),
                durability: target.durability,
                confirm: `${target.confirmMs}ms`,
                connect: `${target.connectMs}ms`,
              },
        create(options) {
          if (target === undefined) {
            throw new TypeError(`the ${url.scheme}: URL cannot be used: its faults have been reported`);
          }
          return new RedisBroker(target, options);
        },
      };
    },
  };
}
