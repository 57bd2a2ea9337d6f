// A composition root may look at everything.
import type { Database } from "../shared/database/index.ts";

export const counts = (database: Database) => database.query('select (select count(*) from "order"), (select count(*) from delivery)');
