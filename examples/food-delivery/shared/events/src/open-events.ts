/** Opens the messaging of a module on its own database. */

import { locateDatabase } from "@food/database";
import type { ModuleContext } from "@seamline/core";
import { type Messaging, openMessaging } from "@seamline/messaging";
import { kyselyDatabase } from "@seamline/messaging/kysely";
import type { Kysely, Transaction } from "kysely";
import { readStage } from "./stage.ts";

/**
 * The messaging of a module in the event stage: its tables are made beside the module's own.
 * `undefined` in the other stages, in which no module publishes or handles events.
 */
export async function openEvents<Tables>(
  context: ModuleContext,
  database: Kysely<Tables>,
): Promise<Messaging<Transaction<Tables>> | undefined> {
  if (readStage(context.env) === "calls") return undefined;
  const { kind } = locateDatabase(context.service, context.env);
  return openMessaging(context, { database: kyselyDatabase(database, kind) });
}
