import type { Database } from "../../shared/database/index.ts";

export const invoices = (database: Database) => database.selectFrom("invoice").selectAll();
