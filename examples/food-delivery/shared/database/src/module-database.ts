/** A module's database, whose open transactions are known to Seamline's guards. */

import { withinTransaction } from "@seamline/core";
import { Kysely, type Transaction, type TransactionBuilder } from "kysely";

/**
 * Kysely that tells which code runs inside a transaction: there, no other service may be called.
 */
export class ModuleDatabase<Tables> extends Kysely<Tables> {
  override transaction(): TransactionBuilder<Tables> {
    return tellTransactions(super.transaction());
  }

  /**
   * Code between a beginning and an end that nothing holds together cannot be told apart from what
   * runs beside it.
   */
  override startTransaction(): never {
    throw new TypeError(
      "expected transaction().execute(run), found startTransaction(); hand over what is to run in it",
    );
  }
}

function tellTransactions<Tables>(builder: TransactionBuilder<Tables>): TransactionBuilder<Tables> {
  const { execute, setAccessMode, setIsolationLevel } = builder;
  return Object.assign(builder, {
    execute: <Result>(run: (transaction: Transaction<Tables>) => Promise<Result>): Promise<Result> =>
      execute.call(builder, (transaction) =>
        withinTransaction(() => run(transaction as Transaction<Tables>)),
      ) as Promise<Result>,
    setAccessMode: (...mode: Parameters<typeof setAccessMode>) => tellTransactions(setAccessMode.apply(builder, mode)),
    setIsolationLevel: (...level: Parameters<typeof setIsolationLevel>) =>
      tellTransactions(setIsolationLevel.apply(builder, level)),
  });
}
