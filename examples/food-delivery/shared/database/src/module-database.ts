/** A module's database, which reports its open transactions to Seamline's guards. */

import { withinTransaction } from "@seamline/core";
import { Kysely, type Transaction, type TransactionBuilder } from "kysely";

/** Kysely that marks code inside a transaction, where no other service may be called. */
export class ModuleDatabase<Tables> extends Kysely<Tables> {
  override transaction(): TransactionBuilder<Tables> {
    return markTransactions(super.transaction());
  }

  /** Code between separate begin and commit calls cannot be distinguished from code beside it. */
  override startTransaction(): never {
    throw new TypeError("expected transaction().execute(run), found startTransaction(); pass the code to run in it");
  }
}

function markTransactions<Tables>(builder: TransactionBuilder<Tables>): TransactionBuilder<Tables> {
  const { execute, setAccessMode, setIsolationLevel } = builder;
  return Object.assign(builder, {
    execute: <Result>(run: (transaction: Transaction<Tables>) => Promise<Result>): Promise<Result> =>
      execute.call(builder, (transaction) =>
        withinTransaction(() => run(transaction as Transaction<Tables>)),
      ) as Promise<Result>,
    setAccessMode: (...mode: Parameters<typeof setAccessMode>) => markTransactions(setAccessMode.apply(builder, mode)),
    setIsolationLevel: (...level: Parameters<typeof setIsolationLevel>) =>
      markTransactions(setIsolationLevel.apply(builder, level)),
  });
}
