/** ERR: values that handlers and callees may throw. */

import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { createClient, ServiceError } from "@seamline/core";
import { createDispatcher, createInProcessTransport } from "@seamline/core/extend";
import { expect } from "vitest";
import { type Bindings, type Probe, probe } from "../binding.ts";
import { errorEverywhere, errorOf } from "../outcome.ts";
import { ask, expectProblem, postText } from "../raw-request.ts";
import { callServer, problem } from "../raw-server.ts";
import { type Shop, ShopClient, SoldOut, shopContract } from "../shop.ts";

const execute = promisify(execFile);

/** Expects each thrown value to end the call with this error on every transport. */
function throwing(expected: object, ...reasons: readonly (() => unknown)[]): Probe {
  return probe(
    async (shop) => {
      for (const make of reasons) {
        shop.act = () => {
          throw make();
        };
        expect(await errorEverywhere(shop, "act")).toMatchObject(expected);
      }
    },
    { runs: 2 * reasons.length },
  );
}

/** Expects each returned value to end the call with this code on every transport. */
async function assertReturning(shop: Shop, code: string, ...values: readonly unknown[]): Promise<void> {
  for (const value of values) {
    shop.act = () => value;
    expect((await errorEverywhere(shop, "act")).code).toBe(code);
  }
}

const circular = (): object => {
  const value: Record<string, unknown> = { item: "a" };
  value.self = value;
  return value;
};
const withDetails = (details: unknown): SoldOut => new SoldOut(details as { item: string });

/** An error of another SoldOut class that shares only the registered brand with ours. */
function foreignSoldOut(): Error {
  const brand = Object.getOwnPropertySymbols(ServiceError.prototype).find(
    (symbol) => Symbol.keyFor(symbol) !== undefined,
  );
  class Foreign extends Error {}
  Object.defineProperty(Foreign.prototype, brand as symbol, { value: true });
  const fields = { code: "failed_precondition", reason: "soldOut", service: "shop", details: { item: "a" } };
  return Object.assign(new Foreign("sold out"), fields);
}

export const errors: Bindings = {
  "ERR-04": throwing(
    { code: "internal" },
    () => "string",
    () => 42,
    () => undefined,
    () => null,
  ),
  "ERR-07": throwing(
    { code: "internal" },
    () => Object.assign(new Error("x"), { code: "ok" }),
    () => Object.assign(new Error("x"), { code: "__proto__" }),
    () => new ServiceError("ok" as "internal", "x"),
    () => new ServiceError("__proto__" as "internal", "x"),
  ),
  "ERR-08": probe(
    async (shop) => {
      const message = "secret ".repeat(1_500_000);
      shop.act = () => {
        throw new SoldOut({ item: "a" }, { message });
      };
      const declared = await errorEverywhere(shop, "act");
      expect([declared.code, declared.message.length]).toEqual(["failed_precondition", 4096]);
      shop.act = () => {
        throw new Error(message);
      };
      const masked = await errorEverywhere(shop, "act");
      expect(masked.code).toBe("internal");
      expect(masked.message).not.toContain("secret");
    },
    { runs: 4 },
  ),
  "ERR-09": probe(
    async (shop) => {
      const reported = shop.reported.length;
      const reasons = [
        Object.assign(new Error("x"), { details: circular() }),
        Object.assign(new Error("x"), { details: 1n }),
        withDetails({ item: 1n }),
      ];
      for (const reason of reasons) {
        shop.act = () => {
          throw reason;
        };
        expect((await errorEverywhere(shop, "act")).code).toBe("internal");
      }
      expect(shop.reported.slice(reported)).toEqual(reasons.flatMap((reason) => [reason, reason]));
      shop.act = () => {
        throw withDetails(circular());
      };
      expect(await errorEverywhere(shop, "act")).toMatchObject({ reason: "soldOut", details: { item: "a" } });
    },
    {
      runs: 8,
      note: "of the details of a declared error only the keys of its schema are read: a cycle beyond them is not read",
    },
  ),
  "ERR-10": throwing(
    { code: "internal", reason: undefined },
    () => withDetails({ item: 1 }),
    () => withDetails(undefined),
    () => withDetails("text"),
  ),
  "ERR-11": throwing({ code: "failed_precondition", reason: "soldOut", details: { item: "a" } }, foreignSoldOut),
  "ERR-12": probe(async () => {
    const error = await errorOf(callServer(problem({ code: "internal", stack: "at secret (evil.js:1)", cause: "x" })));
    expect(error.stack).not.toContain("evil.js");
    expect(error.cause).toBeUndefined();
    expect(error).not.toHaveProperty("remoteStack");
  }),
  "ERR-13": probe(
    async () => {
      const error = await errorOf(callServer(problem({ code: "internal", name: "TypeError", title: "TypeError" })));
      expect(error).not.toBeInstanceOf(TypeError);
      expect(error.name).toBe("ServiceError");
    },
    { note: "callers meet one class, ServiceError, and the declared errors under it" },
  ),
  "ERR-14": probe(
    async (shop) => {
      const late = Promise.withResolvers<never>();
      shop.act = () => late.promise;
      expect((await errorEverywhere(shop, "act", {}, { timeoutMs: 50 })).code).toBe("deadline_exceeded");
      late.reject(new Error("too late"));
      await new Promise((resolve) => setImmediate(resolve));
    },
    { runs: 2 },
  ),
  "ERR-15": probe(
    async () => {
      const program = fileURLToPath(new URL("../throw-in-timer.ts", import.meta.url));
      const { stdout } = await execute(process.execPath, [program], { timeout: 9_000 });
      expect(stdout.trim().split("\n").sort()).toEqual(["call: deadline_exceeded", "process: thrown in a timer"]);
    },
    {
      note: "a throw in a timer belongs to no call: Node reports it to the process, which decides; the call ends at its deadline",
    },
  ),
  "ERR-17": probe((shop) => assertReturning(shop, "internal", undefined), { runs: 2 }),
  "ERR-18": probe(
    async (shop) => {
      const hostile = [
        () => undefined,
        Symbol("x"),
        1n,
        [],
        new Map(),
        (async function* () {})(),
        { done: () => true },
      ];
      await assertReturning(shop, "internal", ...hostile);
      class Output {
        get done(): boolean {
          return true;
        }
      }
      shop.act = () => new Output();
      for (const client of [shop.local, shop.client]) {
        const value = (await client.run("act")) as object;
        expect([value, Object.getPrototypeOf(value)]).toEqual([{ done: true }, Object.prototype]);
      }
    },
    { runs: 16, note: "of a class instance the schema's keys are read, and the caller receives plain data" },
  ),
  "ERR-20": probe(async () => {
    const lines: string[] = [];
    const write = process.stderr.write;
    process.stderr.write = ((text: string) => lines.push(text) > 0) as typeof write;
    try {
      const act = (): never => {
        throw new Error("the original");
      };
      const handlers = Object.fromEntries(Object.keys(shopContract.operations).map((name) => [name, act]));
      const onError = (): never => {
        throw new Error("the logger failed");
      };
      const transport = createInProcessTransport(createDispatcher(shopContract, handlers, { onError }));
      expect((await errorOf(createClient(ShopClient, transport).run("act"))).code).toBe("internal");
    } finally {
      process.stderr.write = write;
    }
    expect(lines.join("")).toContain("the original");
  }),
  "ERR-21": probe(
    async (shop) => {
      shop.act = () => {
        throw new Error("a secret of the shop");
      };
      const response = await ask(shop.publicUrl, postText("/shop/act", "{}"));
      expectProblem(response, 500, "internal");
      expect(response.body).not.toMatch(/secret|\.ts|\bat |node_modules/);
    },
    { runs: 1, note: "no mode of this version sends stacks" },
  ),
  "ERR-22": probe(async (shop) => {
    const error = await errorEverywhere(shop, "keep", { text: { password: "hunter2" }, amount: "hunter2" });
    expect(error.details).toEqual({
      issues: [
        { path: expect.anything(), code: "invalid_type" },
        { path: expect.anything(), code: "invalid_type" },
      ],
    });
    const response = await ask(shop.publicUrl, postText("/shop/keep", '{"text":{"password":"hunter2"}}'));
    expectProblem(response, 400, "invalid_argument");
    expect(`${error.message}${response.body}`).not.toContain("hunter2");
  }),
};
