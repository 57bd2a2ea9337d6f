/** @food/database: every module opens its own database and no other. */

export { type DatabaseLocation, locateDatabase } from "./location.ts";
export type { AddId, Migrations } from "./migrations.ts";
export { type DatabaseOptions, openDatabase } from "./open-database.ts";
