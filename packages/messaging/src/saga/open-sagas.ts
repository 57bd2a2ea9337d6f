/** The sagas of a module of an application: they run while the application does. */

import type { ModuleContext } from "@seamline/core";
import { printReason, printToLog } from "@seamline/core/internal";
import { createTables } from "../queue/tables.ts";
import { createSagaTables } from "./saga-tables.ts";
import { createSagas, type Sagas } from "./sagas.ts";
import type { SagasOptions } from "./sagas-options.ts";

/** The settings of the sagas of a module. */
export interface OpenSagasOptions<Transaction> extends Omit<SagasOptions<Transaction>, "service" | "onError"> {
  /**
   * Receives faults of the database, and sagas that this process has no definition of; work goes on.
   * Default: one line on stderr.
   */
  onError?(error: unknown): void;
}

/**
 * Opens the sagas of a module, in its `start`: makes the tables that are missing, runs sagas, and stops
 * when the application does.
 * @throws {TypeError} for wrong settings.
 * @throws {SagaError} for two sagas of one name.
 * @example
 * ```ts
 * async start(context) {
 *   const sagas = await openSagas(context, { database, sagas: [placeOrder], onAlarm: callSomeone });
 *   return { order: (input) => database.transaction((_session, transaction) => sagas.start(transaction, placeOrder, input)) };
 * }
 * ```
 */
export async function openSagas<Transaction>(
  context: ModuleContext,
  options: OpenSagasOptions<Transaction>,
): Promise<Sagas<Transaction>> {
  const { service } = context;
  const print = (reason: unknown): void => printToLog(`seamline: sagas of ${service}: ${printReason(reason)}`);
  const sagas = createSagas({ ...options, onError: options.onError ?? print, service });
  await createTables(options.database);
  await createSagaTables(options.database);
  context.onStop(() => sagas.stop());
  sagas.work();
  return sagas;
}
