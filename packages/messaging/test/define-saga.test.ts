/** Definitions of sagas: what cannot be run is refused when it is defined, all at once. */

import { describe, expect, it } from "vitest";
import { createSagas, defineSaga, SagaError } from "../src/saga.ts";
import { CardDeclined } from "./card-declined.ts";
import { createForSagas } from "./sagas.ts";

const run = (): void => undefined;
const faultsOf = (define: () => unknown): readonly string[] => {
  try {
    define();
  } catch (reason) {
    if (reason instanceof SagaError) return reason.faults;
    throw reason;
  }
  return [];
};

describe("defineSaga", () => {
  it("lists every fault", () => {
    const faults = faultsOf(() =>
      defineSaga(
        "place order",
        (saga) =>
          saga
            .step("charge", { run, compensate: "refund" as never, retries: 3 } as never)
            .step("charge", { run, retry: { limit: 0, firstDelayMs: 10, longestDelayMs: 5 } })
            .transaction("Book it", {} as never)
            .waitFor("paid", { timeoutMs: 0.5, afterTimeout: "stop" as never })
            .step("ship", { run, compensateOn: ["declined" as never], timeoutMs: -1 }),
        { deadline: 5 } as never,
      ),
    );
    expect(faults).toEqual([
      'name: expected a name in camelCase of at most 60 letters and digits, found "place order"',
      "deadline: no setting; did you mean deadlineMs?",
      'steps[0] "charge".compensate: expected a function, found "refund"',
      'steps[0] "charge".retries: no setting; known: name, run, compensate, compensateOn, retry, check, timeoutMs',
      'steps[1] "charge".retry.limit: expected a whole number from 1 to 1,000,000, found 0',
      'steps[1] "charge": expected a name of its own, found the name of steps[0]',
      'steps[2] "Book it": expected run, found none',
      'steps[2] "Book it".name: expected a name in camelCase of at most 60 letters and digits, found "Book it"',
      'steps[3] "paid".timeoutMs: expected a whole number from 1 to 31,536,000,000, found 0.5',
      'steps[3] "paid".afterTimeout: expected "compensate" or "continue", found "stop"',
      'steps[4] "ship".compensateOn[0]: expected the class of a declared error, or "service.reason", found "declined"',
      'steps[4] "ship".timeoutMs: expected a whole number from 1 to 86,400,000, found -1',
    ]);
  });

  it.each([
    ["no steps", () => defineSaga("empty", run), "steps: expected at least one step, found none"],
    ["a step without settings", () => defineSaga("one", (saga) => saga.step("a", undefined as never)), "steps[0]"],
    ["steps added later", () => defineSaga("late", async (saga) => saga.step("a", { run })), "an asynchronous one"],
    [
      "delays that shrink",
      () => defineSaga("one", (saga) => saga.step("a", { run, retry: { firstDelayMs: 10, longestDelayMs: 5 } })),
      "longestDelayMs: expected at least firstDelayMs, 10, found 5",
    ],
  ])("refuses %s", (_name, define, fault) => {
    expect(faultsOf(define).join()).toContain(fault);
  });

  it("takes classes and names of declared errors", () => {
    defineSaga("one", (saga) => saga.step("a", { run, compensateOn: [CardDeclined, "payments.accountClosed"] }));
  });
});

describe("createSagas", () => {
  const one = defineSaga<{ readonly at: unknown }>("one", (saga) => saga.step("a", { run }));
  const same = defineSaga<{ readonly at: unknown }>("one", (saga) => saga.step("b", { run }));
  const rest = { onAlarm: run, onError: run };

  it("refuses wrong settings, two sagas of one name, and none", () => {
    const database = { dialect: "sqlite" } as never;
    expect(() =>
      createSagas({ database, service: "", sagas: [{} as never], pollMs: 1, keepEndedMs: Number.NaN, ...rest }),
    ).toThrow(
      'createSagas: service: expected the name of a service, found ""; sagas[0]: expected a saga of defineSaga, found an object; pollMs: expected a whole number from 10 to 60,000, found 1; keepEndedMs: expected a whole number from 1 to 315,360,000,000, found null',
    );
    expect(() => createSagas({ database, service: "shop", sagas: [one, same], ...rest })).toThrow(
      'sagas: expected names that differ, found "one" more than once',
    );
    expect(() => createSagas({ database, service: "shop", sagas: [], ...rest })).toThrow("at least one saga");
  });

  it("refuses input that is not JSON or too large, keys without a form, and sagas it does not have", async () => {
    const test = await createForSagas("sqlite");
    const sagas = createSagas({ database: test.database, service: "shop", sagas: [one], ...rest });
    const start = (saga: typeof one, at: unknown, key?: string): Promise<string> =>
      test.database.transaction((_session, transaction) => sagas.start(transaction, saga, { at }, { key }));
    const circular: unknown[] = [];
    circular.push(circular);
    try {
      await expect(start(one, new Map())).rejects.toThrow("input.at: expected JSON, found an instance of Map");
      await expect(start(one, [1, 2n])).rejects.toThrow("input.at[1]: expected JSON, found a bigint");
      await expect(start(one, circular)).rejects.toThrow("input.at[0]: expected JSON, found a circular reference");
      await expect(start(one, Number.NaN)).rejects.toThrow("input.at: expected JSON, found NaN");
      await expect(start(one, "x".repeat(2 ** 20))).rejects.toThrow("input: expected at most 1048576 bytes");
      for (const key of ["", "a ", "a\nb", "x".repeat(256)])
        await expect(start(one, 1, key)).rejects.toThrow("key: expected text of 1 to 255 characters");
      await expect(start(same, 1)).rejects.toThrow("expected one of the sagas that createSagas was given (one)");
      await expect(sagas.retry("none")).rejects.toThrow('expected the id of a saga of shop, found "none"');
      await expect(sagas.list({ state: "stuck" } as never)).rejects.toThrow(
        "list: state: no setting; known: saga, key, status",
      );
      expect([await sagas.show("none"), await sagas.list()]).toEqual([undefined, []]);
    } finally {
      await test.close();
    }
  });
});
