/** Sagas on each kind of database: in order forwards, in reverse backwards, and asked about in doubt. */

import { ServiceError } from "@seamline/core";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import type { SqlSession } from "../src/index.ts";
import { advance } from "../src/saga/advance.ts";
import type { Engine } from "../src/saga/engine.ts";
import { SagaStore } from "../src/saga/saga-store.ts";
import { defineSaga, type Saga, type SagaSteps, type StepOptions } from "../src/saga.ts";
import { CardDeclined } from "./card-declined.ts";
import { listDialects } from "./databases.ts";
import { createForSagas, eventually, type SagaDatabase } from "./sagas.ts";

interface Order {
  readonly orderId: number;
}

const soon = { firstDelayMs: 1, longestDelayMs: 5 };
const write = async (session: SqlSession, text: string): Promise<void> => {
  await session.run("insert into effect (text) values (?)", [text]);
};
const unavailable = (sent: "not_sent" | "maybe_sent"): ServiceError =>
  new ServiceError("unavailable", "no connection", { sent, operation: "payments.charge" });

describe.each(await listDialects())("a saga in %s", (dialect) => {
  let test: SagaDatabase;
  /** What steps outside of the database did, in order. */
  let log: string[];

  beforeEach(async () => {
    test = await createForSagas(dialect);
    log = [];
  });
  afterEach(async () => {
    await test.close();
    expect(test.faults).toEqual([]);
  });

  const start = <Input>(saga: Saga<Input>, input: NoInfer<Input>, key?: string): Promise<string> =>
    test.database.transaction((_session, transaction) => sagas.start(transaction, saga, input, { key }));
  let sagas: ReturnType<SagaDatabase["run"]>;
  const run = <Input>(saga: Saga<Input>, options?: Parameters<SagaDatabase["run"]>[1]): void => {
    sagas = test.run([saga], options);
  };
  /** A step that logs its tries and its compensation. */
  const logged = (name: string, fail?: (tries: number) => void): StepOptions<Order, unknown, string> => ({
    retry: soon,
    run(_state, { tries }) {
      log.push(name);
      fail?.(tries);
      return `${name} done`;
    },
    compensate(_state, { stepKey }) {
      log.push(`undo ${stepKey.split(".")[1]}`);
    },
  });
  const order = (define: (saga: SagaSteps<Order, unknown, unknown>) => unknown, deadlineMs?: number): Saga<Order> =>
    defineSaga<Order>("placeOrder", define, { deadlineMs });

  it("runs its steps in order, each with the results of those before", async () => {
    const saga = order((steps) =>
      steps
        .transaction("create", {
          async run({ input }, { session }) {
            await write(session, `order ${input.orderId}`);
            return { number: input.orderId + 1 };
          },
        })
        .step("charge", { run: ({ results }, { key }) => ({ charge: results.create.number, key }) })
        .transaction("confirm", {
          run: ({ results }, { session }) => write(session, `charge ${results.charge.charge}`),
        }),
    );
    run(saga);
    const id = await start(saga, { orderId: 7 });
    const { steps, step, input } = await test.reaches(id, "completed");
    expect(steps).toEqual([
      { name: "create", effect: "done", result: { number: 8 } },
      { name: "charge", effect: "done", result: { charge: 8, key: `${id}.charge` } },
      { name: "confirm", effect: "done" },
    ]);
    expect([step, input]).toEqual([undefined, { orderId: 7 }]);
    expect(await test.effects()).toEqual(["order 7", "charge 8"]);
  });

  it("undoes its steps in reverse after a declared error, with the reason", async () => {
    const reasons: unknown[] = [];
    const saga = order((steps) =>
      steps
        .transaction("create", {
          run: (_state, { session }) => write(session, "order"),
          async compensate({ failure, effect }, { session }) {
            reasons.push([failure, effect]);
            await write(session, "no order");
          },
        })
        .step("reserve", logged("reserve"))
        .step("charge", {
          ...logged("charge"),
          run: () => {
            throw new CardDeclined();
          },
        })
        .step("never", logged("never")),
    );
    run(saga);
    const id = await start(saga, { orderId: 7 });
    const { failure, steps } = await test.reaches(id, "compensated");
    expect(log).toEqual(["reserve", "undo charge", "undo reserve"]);
    expect(await test.effects()).toEqual(["order", "no order"]);
    const expected = {
      kind: "declared",
      step: "charge",
      service: "payments",
      reason: "cardDeclined",
      message: "the card was declined",
    };
    expect(failure).toEqual(expected);
    expect(reasons).toEqual([[expected, "done"]]);
    expect(steps.map(({ effect }) => effect)).toEqual(["undone", "undone", "undone", "not begun"]);
  });

  it("begins with the transaction that starts it, or not at all", async () => {
    const saga = order((steps) => steps.step("charge", logged("charge")));
    run(saga);
    const failing = test.database.transaction(async (_session, transaction) => {
      await sagas.start(transaction, saga, { orderId: 1 });
      throw new Error("no order after all");
    });
    await expect(failing).rejects.toThrow("no order after all");
    expect(await sagas.list()).toEqual([]);
  });

  it("is started once for a key, also by two at once", async () => {
    const saga = order((steps) => steps.step("charge", logged("charge")));
    run(saga);
    const ids = await Promise.all([1, 2, 3].map((orderId) => start(saga, { orderId }, "order 7")));
    ids.push(await start(saga, { orderId: 9 }, "order 7"), await start(saga, { orderId: 9 }, "order 8"));
    expect(new Set(ids.slice(0, 4)).size).toBe(1);
    expect(ids[4]).not.toBe(ids[0]);
    for (const id of new Set(ids)) await test.reaches(id, "completed");
    expect(log).toEqual(["charge", "charge"]);
    expect((await sagas.list({ key: "order 7" })).map(({ id }) => id)).toEqual([ids[0]]);
    const find = (key: string): Promise<string | undefined> =>
      test.database.transaction((_session, transaction) => sagas.find(transaction, saga, key));
    expect([await find("order 8"), await find("order 9")]).toEqual([ids[4], undefined]);
  });

  it("tries what was not done again, with the same key, and does not undo it", async () => {
    const keys = new Set<string>();
    const saga = order((steps) =>
      steps.step("charge", {
        retry: soon,
        run(_state, { key, tries }) {
          keys.add(key);
          log.push(`charge ${tries}`);
          if (tries === 1) throw unavailable("not_sent");
          if (tries === 2) throw unavailable("maybe_sent");
          if (tries === 3) throw new TypeError("a bug");
        },
        compensate: () => log.push("undo"),
      }),
    );
    run(saga);
    const id = await start(saga, { orderId: 7 });
    await test.reaches(id, "completed");
    expect(log).toEqual(["charge 1", "charge 2", "charge 3", "charge 4"]);
    expect([...keys]).toEqual([`${id}.charge`]);
  });

  it("asks about an unknown outcome before it runs the step again", async () => {
    const answers = [undefined, { happened: false as const }, { happened: true as const, result: "charge 7" }];
    const saga = order((steps) =>
      steps.step("charge", {
        retry: soon,
        run() {
          log.push("run");
          throw unavailable("maybe_sent");
        },
        check() {
          log.push("check");
          return answers.shift();
        },
      }),
    );
    run(saga);
    const { steps } = await test.reaches(await start(saga, { orderId: 7 }), "completed");
    expect(log).toEqual(["run", "check", "check", "run", "check"]);
    expect(steps).toEqual([{ name: "charge", effect: "done", result: "charge 7" }]);
  });

  it("takes a declared error of a check for no refusal of the step", async () => {
    let checks = 0;
    const saga = order((steps) =>
      steps.step("charge", {
        retry: soon,
        run: () => {
          throw unavailable("maybe_sent");
        },
        check() {
          checks += 1;
          if (checks === 1) throw new CardDeclined();
          return { happened: true, result: 1 };
        },
      }),
    );
    run(saga);
    await test.reaches(await start(saga, { orderId: 7 }), "completed");
  });

  it("is stuck after its last try, with an alarm, and goes on when a person asks for it", async () => {
    let broken = true;
    const saga = order((steps) =>
      steps.step("reserve", logged("reserve")).step("charge", {
        retry: { ...soon, limit: 3 },
        run() {
          if (broken) throw new Error("a bug");
        },
      }),
    );
    run(saga);
    const id = await start(saga, { orderId: 7 }, "order 7");
    const { error, step, tries, alarmedAt } = await test.reaches(id, "stuck");
    expect([error, step, tries]).toEqual(["Error: a bug (the last of 3 tries)", "charge", 3]);
    expect(alarmedAt).toBeInstanceOf(Date);
    expect(test.alarms).toEqual([
      { kind: "stuck", id, saga: "placeOrder", key: "order 7", step: "charge", tries: 3, error },
    ]);
    expect((await sagas.list({ alarmed: true })).map((one) => one.id)).toEqual([id]);
    broken = false;
    await sagas.retry(id);
    expect((await test.reaches(id, "completed")).alarmedAt).toBeUndefined();
    expect(log).toEqual(["reserve"]);
  });

  it("is stuck at once when no further try can help", async () => {
    const saga = order((steps) =>
      steps.step("charge", {
        run() {
          throw new ServiceError("invalid_argument", "orderId: expected a number", {
            sent: "not_sent",
            operation: "payments.charge",
          });
        },
      }),
    );
    run(saga);
    const id = await start(saga, { orderId: 7 });
    expect((await test.reaches(id, "stuck")).error).toBe("invalid_argument: orderId: expected a number");
    await sagas.abandon(id, "a test order");
    expect(await test.reaches(id, "abandoned")).toMatchObject({ error: "a test order", alarmedAt: undefined });
    await expect(sagas.retry(id)).rejects.toThrow(`expected a saga that has not ended; ${id} is abandoned`);
  });

  it("is undone from where it is stuck when a person asks for it", async () => {
    const saga = order((steps) =>
      steps.step("reserve", logged("reserve")).step("charge", {
        ...logged("charge"),
        retry: { ...soon, limit: 1 },
        run: () => {
          throw unavailable("maybe_sent");
        },
        compensate: ({ effect, failure }) => log.push(`undo charge, ${effect}, ${failure.message}`),
      }),
    );
    run(saga);
    const id = await start(saga, { orderId: 7 });
    await test.reaches(id, "stuck");
    await sagas.compensate(id, "the customer called");
    await test.reaches(id, "compensated");
    expect(log).toEqual(["reserve", "undo charge, unknown, the customer called", "undo reserve"]);
  });

  it("tries a compensation until it succeeds, and raises the alarm meanwhile", async () => {
    const saga = order((steps) =>
      steps
        .step("reserve", {
          ...logged("reserve"),
          compensate(_state, { tries, key, stepKey }) {
            log.push(`undo ${tries} ${key === `${stepKey}.undo`}`);
            if (tries < 5) throw tries === 1 ? new CardDeclined() : new Error("not yet");
          },
        })
        .step("charge", {
          run: () => {
            throw new CardDeclined();
          },
        }),
    );
    run(saga, { alarmAfterFailures: 3 });
    const id = await start(saga, { orderId: 7 });
    await test.reaches(id, "compensated");
    expect(log).toEqual(["reserve", "undo 1 true", "undo 2 true", "undo 3 true", "undo 4 true", "undo 5 true"]);
    expect(test.alarms).toMatchObject([
      { kind: "compensation", id, step: "reserve", tries: 3, error: "Error: not yet" },
    ]);
  });

  it("compensates on the declared errors that a step names, and on no other", async () => {
    const saga = order((steps) =>
      steps.step("reserve", logged("reserve")).step("charge", {
        ...logged("charge"),
        compensateOn: ["payments.accountClosed"],
        retry: { ...soon, limit: 2 },
        run: () => {
          throw new CardDeclined();
        },
      }),
    );
    run(saga);
    const { error, steps } = await test.reaches(await start(saga, { orderId: 7 }), "stuck");
    expect(error).toBe("payments.cardDeclined: the card was declined (the last of 2 tries)");
    expect(steps.at(-1)).toEqual({ name: "charge", effect: "none" });
    expect(log).toEqual(["reserve"]);
  });

  it("waits for a signal, which may come before the wait", async () => {
    const saga = order((steps) =>
      steps
        .waitFor("paid", { payload: z.object({ amount: z.int() }) })
        .waitFor("packed")
        .step("ship", { run: ({ results }) => results.paid.amount }),
    );
    run(saga);
    const id = await start(saga, { orderId: 7 });
    const signal = (name: string, payload?: unknown): Promise<boolean> =>
      test.database.transaction((_session, transaction) => sagas.signal(transaction, id, name, payload));
    await test.reaches(id, "waiting");
    expect(await signal("packed")).toBe(true);
    await expect(signal("paid", { amount: "much" })).rejects.toThrow("the payload of the signal paid: ");
    await expect(signal("sent")).rejects.toThrow(
      'expected a signal of the saga placeOrder, which waits for paid, packed; found "sent"',
    );
    expect([await signal("paid", { amount: 5 }), await signal("paid", { amount: 6 })]).toEqual([true, false]);
    const { steps } = await test.reaches(id, "completed");
    expect(steps.map(({ result }) => result)).toEqual([{ amount: 5 }, undefined, 5]);
    expect(await signal("paid", { amount: 7 })).toBe(false);
  });

  it("is undone, or goes on, when a signal does not come in time", async () => {
    const steps = (afterTimeout: "compensate" | "continue") =>
      defineSaga<Order>(afterTimeout, (saga) =>
        saga.step("reserve", logged("reserve")).waitFor("paid", { timeoutMs: 5, afterTimeout }),
      );
    const [first, second] = [steps("compensate"), steps("continue")];
    sagas = test.run([first, second]);
    const { failure } = await test.reaches(await start(first, { orderId: 7 }), "compensated");
    expect(failure).toEqual({ kind: "timeout", step: "paid", message: "no signal paid within 5 ms" });
    expect(log).toEqual(["reserve", "undo reserve"]);
    await test.reaches(await start(second, { orderId: 7 }), "completed");
  });

  it("is undone between steps when its deadline has passed", async () => {
    const saga = order(
      (steps) =>
        steps.step("reserve", logged("reserve")).step("charge", {
          ...logged("charge"),
          retry: { firstDelayMs: 100_000, longestDelayMs: 100_000 },
          run: () => {
            throw unavailable("not_sent");
          },
        }),
      300,
    );
    run(saga);
    const { failure } = await test.reaches(await start(saga, { orderId: 7 }), "compensated");
    expect(failure).toMatchObject({ kind: "deadline", step: "charge" });
    expect(log).toEqual(["reserve", "undo charge", "undo reserve"]);
  });

  it("settles a step in doubt before its deadline undoes it", async () => {
    const saga = order((steps) =>
      steps
        .step("charge", {
          ...logged("charge"),
          async run() {
            await test.database.run("update seamline_saga set deadline_at = 0");
            throw unavailable("maybe_sent");
          },
          check() {
            log.push("check");
            return { happened: true as const, result: "charged" };
          },
          compensate: ({ effect, result }) => log.push(`undo ${effect}, ${result}`),
        })
        .step("never", logged("never")),
    );
    run(saga);
    const { failure } = await test.reaches(await start(saga, { orderId: 7 }), "compensated");
    expect(failure).toMatchObject({ kind: "deadline", step: "never" });
    expect(log).toEqual(["check", "undo done, charged"]);
  });

  it("is undone between steps when code asks for it", async () => {
    const saga = order((steps) => steps.step("reserve", logged("reserve")).waitFor("paid"));
    run(saga);
    const id = await start(saga, { orderId: 7 });
    await test.reaches(id, "waiting");
    await expect(sagas.abandon(id, "no")).rejects.toThrow(`${id} is waiting. Use compensate to undo it`);
    await sagas.compensate(id, "the customer canceled");
    const { failure } = await test.reaches(id, "compensated");
    expect(failure).toEqual({ kind: "request", step: "paid", message: "the customer canceled" });
    expect(log).toEqual(["reserve", "undo reserve"]);
  });

  it("is stuck when its steps have changed, and goes on with the steps it began with", async () => {
    const before = order((steps) => steps.step("reserve", logged("reserve")).waitFor("paid"));
    run(before);
    const id = await start(before, { orderId: 7 });
    await test.reaches(id, "waiting");
    await sagas.stop();
    run(order((steps) => steps.step("book", logged("book")).waitFor("paid")));
    await test.database.transaction((_session, transaction) => sagas.signal(transaction, id, "paid"));
    const { error } = await test.reaches(id, "stuck");
    expect(error).toBe(
      "expected the steps that the saga began with, step reserve, waitFor paid; found step book, waitFor paid. Start a process with the steps of then and retry it; give the changed saga a name of its own",
    );
    await sagas.stop();
    run(before);
    await sagas.retry(id);
    await test.reaches(id, "completed");
    expect(log).toEqual(["reserve"]);
  });

  it("waits for a process that has its definition", async () => {
    const saga = order((steps) => steps.step("reserve", logged("reserve")));
    run(saga);
    await sagas.stop();
    const id = await start(saga, { orderId: 7 });
    run(defineSaga<Order>("other", (steps) => steps.step("reserve", logged("reserve"))));
    await eventually(async () => expect(test.faults).not.toEqual([]));
    expect(String(test.faults.splice(0)[0])).toContain('expected a definition of the saga "placeOrder", found none');
    await sagas.stop();
    run(saga);
    await test.reaches(id, "completed");
  });

  it("is stuck with a result that is not JSON, and its path", async () => {
    const saga = order((steps) =>
      steps.step("charge", { run: () => ({ charge: { at: [new Date(0)] } }), compensate: () => log.push("undo") }),
    );
    run(saga);
    const { error } = await test.reaches(await start(saga, { orderId: 7 }), "stuck");
    expect(error).toBe(
      "Error: results.charge.charge.at[0]: expected JSON, found an instance of Date; return what later steps need, as JSON",
    );
    expect(log).toEqual([]);
  });

  it("is stuck when a step ends its process again and again, and undoing is tried later each time", async () => {
    const saga = order((steps) => steps.step("reserve", logged("reserve")).step("charge", logged("charge")));
    run(saga);
    await sagas.stop(); // what follows is one worker's look after a crash
    const id = await start(saga, { orderId: 7 });
    const engine: Engine = {
      store: new SagaStore(test.database, "shop"),
      sagas: new Map([["placeOrder", saga as never]]),
      alarmAfterFailures: 2,
      alarmAfterMs: 600_000,
      onAlarm: (alarm) => test.alarms.push(alarm),
    };
    await advance(engine, id, 2);
    await advance(engine, id, 3);
    expect(await sagas.show(id)).toMatchObject({
      status: "stuck",
      error: "the step charge has ended its process 4 times",
    });
    await sagas.compensate(id, "a person asked for it");
    await advance(engine, id, 1);
    expect(await sagas.show(id)).toMatchObject({
      status: "compensating",
      tries: 1,
      error: "Error: the process ended during the compensation of the step reserve",
    });
    run(saga);
    await test.reaches(id, "compensated");
    expect(test.alarms.map(({ kind, step }) => [kind, step])).toEqual([["stuck", "charge"]]);
    expect(log).toEqual(["reserve", "undo reserve"]);
  });

  it("forgets sagas that ended long ago, some at a time, and lets their keys be used again", async () => {
    const saga = order((steps) => steps.step("reserve", logged("reserve")));
    run(saga);
    const ids: string[] = [];
    for (const key of ["a", "b", "c"]) ids.push(await start(saga, { orderId: 7 }, key));
    for (const id of ids) await test.reaches(id, "completed");
    await test.database.run("update seamline_saga set updated_at = updated_at - 10000 where business_key <> 'c'");
    const store = new SagaStore(test.database, "shop");
    expect([await store.forgetEnded(5_000, 1), await store.forgetEnded(5_000, 10)]).toEqual([1, 1]);
    expect((await sagas.list()).map(({ key }) => key)).toEqual(["c"]);
    expect([await start(saga, { orderId: 7 }, "c"), ids.includes(await start(saga, { orderId: 7 }, "a"))]).toEqual([
      ids[2],
      false,
    ]);
  });
});
