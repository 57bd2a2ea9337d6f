/** Types of sagas: the results of the steps before, in steps, checks and compensations. */

import { expectTypeOf } from "vitest";
import { z } from "zod";
import { defineSaga, type Saga } from "./define-saga.ts";
import type { Sagas } from "./sagas.ts";

defineSaga<{ readonly orderId: number }, { readonly commit: boolean }>("placeOrder", (saga) =>
  saga
    .step("charge", {
      run: async ({ input }) => ({ charge: `c${input.orderId}` }),
      check: () => ({ happened: true, result: { charge: "c" } }),
      compensate({ result, results }) {
        expectTypeOf(result).toEqualTypeOf<{ charge: string } | undefined>();
        // @ts-expect-error no step is before it
        results.charge;
      },
    })
    .waitFor("paid", { payload: z.object({ amount: z.int() }) })
    .waitFor("rated", { payload: z.int(), afterTimeout: "continue", timeoutMs: 1 })
    .transaction("confirm", {
      run({ results }, { transaction }) {
        expectTypeOf(results.charge).toEqualTypeOf<{ charge: string }>();
        expectTypeOf(results.paid).toEqualTypeOf<{ amount: number }>();
        expectTypeOf(results.rated).toEqualTypeOf<number | undefined>();
        expectTypeOf(transaction).toEqualTypeOf<{ readonly commit: boolean }>();
        // @ts-expect-error no such step
        results.ship;
      },
    }),
);

declare const sagas: Sagas<{ readonly commit: boolean }>;
declare const saga: Saga<{ readonly orderId: number }, { readonly commit: boolean }>;
declare const other: Saga<{ readonly orderId: number }, { readonly rollback: boolean }>;
void sagas.start({ commit: true }, saga, { orderId: 1 });
// @ts-expect-error the input of another saga
void sagas.start({ commit: true }, saga, { order: 1 });
// @ts-expect-error a saga of another database
void sagas.start({ commit: true }, other, { orderId: 1 });
