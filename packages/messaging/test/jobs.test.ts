/** Jobs on real databases: calls that run after the transaction that wrote them. */

import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { type CallContext, createApplication, defineContract, defineModule, isoDateTime, stream } from "@seamline/core";
import {
  type CallOptions,
  type Contract,
  DeclaredError,
  type DeclaredErrorClass,
  type DeclaredErrorIdentity,
  type DeclaredErrorOptions,
  getOperation,
  ServiceClient,
} from "@seamline/core/generated";
import { afterEach, describe, expect, it, vi } from "vitest";
import { z } from "zod";
import { type JobReceipt, type Jobs, openJobs } from "../src/job.ts";
import { create, listDialects } from "./databases.ts";

const patience = { timeout: 20_000, interval: 20 };

const courierContract = defineContract("courier", {
  operations: {
    deliver: {
      input: z.object({ orderId: z.int(), at: isoDateTime() }),
      errors: { refused: { code: "failed_precondition" } },
    },
    follow: { output: stream(z.string()) },
  },
});

interface Delivery {
  readonly orderId: number;
  readonly at: Date;
}

class Refused extends DeclaredError<undefined> {
  static override readonly identity: DeclaredErrorIdentity = {
    service: "courier",
    reason: "refused",
    code: "failed_precondition",
    message: "Refused",
  };

  constructor(details: undefined = undefined, options?: DeclaredErrorOptions) {
    super(Refused.identity, details, options);
  }
}

class CourierClient extends ServiceClient {
  static override readonly contract: Contract = courierContract;
  static override readonly errors: Readonly<Record<string, DeclaredErrorClass>> = { refused: Refused };

  deliver(input: Delivery, options?: CallOptions): Promise<void> {
    return this.call(getOperation(courierContract, "deliver"), input, options) as Promise<void>;
  }

  follow(): AsyncIterable<string> {
    throw new Error("not a job");
  }
}

class StrangerClient extends CourierClient {
  static override readonly contract: Contract = defineContract("stranger", { operations: {} });
}

const customerContract = defineContract("customer", {
  operations: { order: { input: z.object({ orderId: z.int(), fails: z.boolean() }), output: z.string() } },
});

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

const at = new Date("2026-11-30T12:00:00.000Z");

describe.each(await listDialects())("jobs on %s", (dialect) => {
  /** An application in which orders write jobs, and the calls that a courier has got. */
  async function start(deliver: (tries: number) => void = () => undefined) {
    const { database, close } = await create(dialect);
    closing.push(close);
    const calls: { readonly input: Delivery; readonly context: CallContext }[] = [];
    let jobs: Jobs<unknown> | undefined;
    const courier = defineModule({
      contract: courierContract,
      start: () => ({
        deliver(input: Delivery, context: CallContext) {
          calls.push({ input, context });
          deliver(calls.length);
        },
        async *follow() {},
      }),
    });
    const customer = defineModule({
      contract: customerContract,
      uses: [CourierClient],
      async start(context) {
        const opened = await openJobs(context, { database, clients: [CourierClient] });
        jobs = opened;
        return {
          order: ({ orderId, fails }: { orderId: number; fails: boolean }) =>
            database.transaction(async (_session, transaction) => {
              const { id } = await opened.in(transaction, CourierClient).deliver({ orderId, at });
              if (fails) throw new Error("the order failed");
              return id;
            }),
        };
      },
    });
    const app = createApplication({
      modules: {
        courier: { contract: courierContract, load: async () => ({ module: courier }) },
        customer: { contract: customerContract, load: async () => ({ module: customer }) },
      },
      onError: () => undefined,
    });
    await app.start();
    closing.push(() => app.stop());
    return { app, database, calls, jobs: jobs as Jobs<unknown>, orders: app.client(customerContract) };
  }

  it("run once their transaction has committed, with their id as the key of the call", async () => {
    const { orders, calls } = await start();
    const id = await orders.order({ orderId: 7, fails: false }, { tenant: "north" });
    await vi.waitFor(() => expect(calls).toHaveLength(1), patience);
    const [{ input, context }] = calls as [(typeof calls)[number]];
    expect(input).toEqual({ orderId: 7, at });
    expect([context.idempotencyKey, context.caller, context.tenant]).toEqual([id, "customer", "north"]);
  });

  it("do not run if it rolls back", async () => {
    const { orders, calls } = await start();
    await expect(orders.order({ orderId: 1, fails: true })).rejects.toMatchObject({ code: "internal" });
    await orders.order({ orderId: 2, fails: false });
    await vi.waitFor(() => expect(calls.map(({ input }) => input.orderId)).toEqual([2]), patience);
  });

  it("are tried again with the same key while that may help", async () => {
    const { orders, calls } = await start((tries) => {
      if (tries < 3) throw new Error("not yet");
    });
    const id = await orders.order({ orderId: 3, fails: false });
    await vi.waitFor(() => expect(calls).toHaveLength(3), patience);
    expect(new Set(calls.map(({ context }) => context.idempotencyKey))).toEqual(new Set([id]));
  });

  it("go to the dead letters for an error of the contract that is final", async () => {
    const { orders, calls, database } = await start(() => {
      throw new Refused();
    });
    const id = await orders.order({ orderId: 4, fails: false });
    const dead = async () => (await database.run("select message_id, receiver from seamline_dead_letter")).rows;
    await vi.waitFor(
      async () => expect(await dead()).toEqual([{ message_id: id, receiver: "jobs:customer" }]),
      patience,
    );
    expect(calls).toHaveLength(1);
  });

  it("refuse an input outside the contract, a stranger's client and no transaction", async () => {
    const { jobs, database, calls } = await start();
    await database.transaction(async (_session, transaction) => {
      const added: Promise<JobReceipt> = jobs.in(transaction, CourierClient).deliver({ orderId: 1.5, at });
      await expect(added).rejects.toMatchObject({ code: "invalid_argument" });
    });
    expect(() => jobs.in({}, StrangerClient)).toThrow("expected a client of courier, found stranger");
    expect(() => jobs.in(undefined, CourierClient)).toThrow("expected the open transaction of your changes");
    // @ts-expect-error a stream is no job
    expect(jobs.in({}, CourierClient).follow).toBeUndefined();
    expect(calls).toEqual([]);
  });
});

describe("the job of a process that is killed in its call", () => {
  it("is called again by another one, with the same key", async () => {
    const { location, close } = await create("sqlite");
    closing.push(close);
    const start = (kind: string): ChildProcess =>
      fork(fileURLToPath(new URL("job-program.ts", import.meta.url)), [location.name, kind]);
    const first = start("hang");
    const [key] = await once(first, "message");
    first.kill("SIGKILL");
    await once(first, "exit");
    const second = start("done");
    expect(await once(second, "message")).toEqual([key, undefined]);
    second.send("stop");
    expect(await once(second, "exit")).toEqual([0, null]);
  });
});
