/** @seamline/messaging/kysely: databases of kysely. */

export { kyselyDatabase } from "./database/kysely.ts";
