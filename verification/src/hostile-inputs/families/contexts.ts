/** CTX: state that must not leak between a caller and its callee. */

import { AsyncLocalStorage } from "node:async_hooks";
import { expect } from "vitest";
import { type Bindings, probe, runBy } from "../binding.ts";
import { errorOf } from "../outcome.ts";

export const contexts: Bindings = {
  "CTX-01": probe(
    async (shop) => {
      const storage = new AsyncLocalStorage<object>();
      for (const client of [shop.local, shop.client]) {
        let seen: unknown = "nothing ran";
        shop.act = ({ tenant }) => {
          seen = [storage.getStore(), tenant];
          return { done: true };
        };
        await storage.run({ user: "A" }, () => client.run("act", {}, { tenant: "t" }));
        expect(seen).toEqual([undefined, "t"]);
      }
    },
    { runs: 2 },
  ),
  "CTX-04": probe(
    async (shop) => {
      const storage = new AsyncLocalStorage<string>();
      for (const client of [shop.local, shop.client]) {
        shop.act = () => {
          storage.enterWith("the handler's");
          return { done: true };
        };
        await storage.run("the caller's", async () => {
          await client.run("act");
          expect(storage.getStore()).toBe("the caller's");
        });
      }
    },
    { runs: 2 },
  ),
  "CTX-05": probe(
    async (shop) => {
      const transactions = new AsyncLocalStorage<{ open: boolean; statements: string[] }>();
      for (const client of [shop.local, shop.client]) {
        const transaction = { open: true, statements: [] as string[] };
        shop.act = () => {
          transactions.getStore()?.statements.push("insert");
          return { done: true };
        };
        await transactions.run(transaction, () => client.run("act"));
        expect(transaction.statements).toEqual([]);
      }
    },
    { runs: 2 },
  ),
  "CTX-06": probe(
    async (shop) => {
      for (const client of [shop.local, shop.client]) {
        const input = { a: { deep: ["before"] } };
        const call = client.run("keep", input);
        input.a.deep[0] = "after";
        expect(await call).toEqual({ a: { deep: ["before"] } });
        expect(shop.inputs.at(-1)).toEqual({ a: { deep: ["before"] } });
      }
    },
    { runs: 2 },
  ),
  "CTX-07": probe(
    async (shop) => {
      for (const client of [shop.local, shop.client]) {
        const input = { a: { deep: ["before"] } };
        const output = (await client.run("keep", input)) as typeof input;
        (shop.inputs.at(-1) as typeof input).a.deep[0] = "after";
        expect([input, output]).toEqual([{ a: { deep: ["before"] } }, { a: { deep: ["before"] } }]);
      }
    },
    { runs: 2 },
  ),
  "CTX-09": probe(
    async (shop) => {
      for (const client of [shop.local, shop.client]) {
        const late = Promise.withResolvers<void>();
        let first: AbortSignal | undefined;
        shop.act = ({ signal }) => {
          first = signal;
          return late.promise;
        };
        await errorOf(client.run("act", {}, { timeoutMs: 50 }));
        const aborted = first as AbortSignal;
        if (!aborted.aborted) await new Promise((resolve) => aborted.addEventListener("abort", resolve));
        shop.act = ({ signal }) => ({ done: signal !== aborted && !signal.aborted });
        expect(await client.run("act")).toEqual({ done: true });
        late.resolve();
      }
    },
    { runs: 4 },
  ),
  "CTX-11": runBy("packages/conformance/src/cases/streams.ts"),
};
