/** @seamline/messaging/job: calls that a module makes later, written in the transaction of a change. */

// what their signatures name
export type { Database, Dialect, SqlResult, SqlSession, SqlValue } from "./database/database.ts";
export { type JobReceipt, type Jobs, type JobsOf, type JobsOptions, openJobs } from "./job/jobs.ts";
