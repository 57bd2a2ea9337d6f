/** DL: timeouts and cancellations that a call must survive. */

import { createClient, type ServiceError } from "@seamline/core";
import { createHttpTransport } from "@seamline/http";
import { openRawServer } from "@seamline/test-support";
import { expect } from "vitest";
import { type Bindings, probe, runBy } from "../binding.ts";
import { errorEverywhere, errorOf } from "../outcome.ts";
import { ask, expectJson, postText } from "../raw-request.ts";
import { type Shop, ShopClient } from "../shop.ts";

/** Milliseconds left to a call from another service that sends this timeout header. */
async function grantedFor({ internalUrl }: Shop, timeout: string): Promise<number> {
  const response = await ask(internalUrl, postText("/shop/context", "{}", [`seamline-timeout-ms: ${timeout}`]));
  return (expectJson(response) as { remainingMs: number }).remainingMs;
}

const capMs = 30_000;
/** Milliseconds of an operation that declares no timeout. */
const defaultMs = 10_000;

export const deadlines: Bindings = {
  "DL-02": probe(
    async (shop) => {
      for (const timeoutMs of [-1, Number.NaN, "", "10s", 2 ** 31, 2 ** 53] as number[]) {
        const error = await errorEverywhere(shop, "context", {}, { timeoutMs });
        expect(error).toMatchObject({ code: "invalid_argument", sent: "not_sent" });
      }
      for (const text of ["-1", "NaN", "", "10s", "1e400", "9007199254740992000"]) {
        const remaining = await grantedFor(shop, text);
        expect(remaining).toBeGreaterThan(defaultMs / 2);
        expect(remaining).toBeLessThanOrEqual(defaultMs);
      }
    },
    {
      runs: 6,
      note: "1e400 is Infinity in JavaScript, which means the cap: see DL-04; a header that is ignored leaves the timeout of the operation, as a missing one",
    },
  ),
  "DL-03": probe(
    async (shop) => {
      shop.act = ({ remainingMs }) => ({ done: remainingMs <= 2030 });
      for (const client of [shop.local, shop.client]) {
        expect(await client.run("act", {}, { timeoutMs: 2029.6 })).toEqual({ done: true });
      }
    },
    { runs: 2 },
  ),
  "DL-04": probe(
    async (shop) => {
      for (const client of [shop.local, shop.client]) {
        for (const timeoutMs of [Number.POSITIVE_INFINITY, undefined]) {
          const options = timeoutMs === undefined ? {} : { timeoutMs };
          const { remainingMs } = (await client.run("context", {}, options)) as { remainingMs: number };
          expect(remainingMs).toBeGreaterThan(5_000);
          expect(remainingMs).toBeLessThanOrEqual(capMs);
        }
      }
    },
    { runs: 4 },
  ),
  "DL-06": probe(
    async (shop) => {
      for (const reason of ["a text", undefined, { some: "object" }, new Error("x"), null]) {
        for (const client of [shop.local, shop.client]) {
          const controller = new AbortController();
          shop.act = ({ signal }) => {
            setImmediate(() => controller.abort(reason));
            return new Promise((_resolve, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
          };
          const error = await errorOf(client.run("act", {}, { signal: controller.signal }));
          expect(error.code).toBe("canceled");
          expect(error.cause).toBe(controller.signal.reason);
        }
      }
    },
    { runs: 10, note: "the error is a ServiceError; there is no ClientError" },
  ),
  "DL-09": runBy("packages/core/src/policy/retry.test.ts"),
  "DL-10": probe(
    async () => {
      await using server = await openRawServer(() => undefined);
      const transport = createHttpTransport(server.url, { connections: 1 });
      const client = createClient(ShopClient, transport);
      const first = new AbortController();
      const second = new AbortController();
      const holding = errorOf(client.run("touch", {}, { signal: first.signal }));
      const waiting = errorOf(client.run("touch", {}, { signal: second.signal }));
      second.abort();
      // The call settles while the connection that it waits for is still in use.
      expect(await waiting).toMatchObject({ code: "canceled" });
      first.abort();
      expect((await holding).code).toBe("canceled");
      await transport.close?.();
    },
    { note: "runs against the queue for a connection; the order of events is asserted, not the time" },
  ),
  "DL-11": probe(
    async (shop) => {
      for (const client of [shop.local, shop.client]) {
        const controller = new AbortController();
        let heard = 0;
        shop.act = ({ signal }) => {
          const pending = Promise.withResolvers<never>();
          signal.addEventListener("abort", () => {
            heard += 1;
            controller.abort("a third time");
            pending.reject(signal.reason as ServiceError);
          });
          setImmediate(() => {
            controller.abort("once");
            controller.abort("twice");
          });
          return pending.promise;
        };
        let settled = 0;
        const call = client.run("act", {}, { signal: controller.signal }).finally(() => {
          settled += 1;
        });
        expect((await errorOf(call)).cause).toBe("once");
        while (heard === 0) await new Promise((resolve) => setImmediate(resolve));
        expect([heard, settled]).toEqual([1, 1]);
      }
    },
    { runs: 2 },
  ),
  "DL-13": probe(
    async (shop) => {
      for (const client of [shop.local, shop.client]) {
        shop.act = async () => {
          const seen = (await client.run("context", {}, { timeoutMs: 10_000 })) as { remainingMs: number };
          expect(seen.remainingMs).toBeLessThanOrEqual(1000);
          return { done: true };
        };
        expect(await client.run("act", {}, { timeoutMs: 1000 })).toEqual({ done: true });
      }
    },
    { runs: 4 },
  ),
  "DL-14": probe(
    async (shop) => {
      const now = Date.now;
      try {
        for (const client of [shop.local, shop.client]) {
          for (const jump of [3_600_000, -3_600_000]) {
            shop.act = () => {
              Date.now = () => now() + jump;
              return client.run("context").then(() => ({ done: true }));
            };
            expect(await client.run("act", {}, { timeoutMs: 5000 })).toEqual({ done: true });
          }
        }
      } finally {
        Date.now = now;
      }
    },
    { runs: 8 },
  ),
  "DL-15": probe(
    async (shop) => {
      const late = Promise.withResolvers<unknown>();
      shop.act = () => late.promise;
      const before = shop.app.stats.lateResults;
      expect((await errorEverywhere(shop, "act", {}, { timeoutMs: 50 })).code).toBe("deadline_exceeded");
      late.resolve({ done: true });
      await new Promise((resolve) => setImmediate(resolve));
      expect(shop.app.stats.lateResults).toBe(before + 1);
    },
    { runs: 2, note: "a late output is dropped and counted; over HTTP no caller is left to count it" },
  ),
  "DL-16": probe(
    async (shop) => {
      for (const text of ["1000000000", "999999999999999"]) {
        expect(await grantedFor(shop, text)).toBeLessThanOrEqual(capMs);
      }
    },
    { runs: 2 },
  ),
};
