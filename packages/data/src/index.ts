/** @seamline/data: the owners of tables, and modules that use the tables of others. */

export {
  type AccessFinding,
  type DataFinding,
  type DataRule,
  dataRules,
  judgeStatement,
  judgeTransaction,
  printTable,
} from "./ownership/data-finding.ts";
// while tests run
export {
  createQueryObserver,
  DataOwnershipError,
  type ObserveQuery,
  parseTable,
  type QueryObserverOptions,
} from "./ownership/observe-queries.ts";
// tables
export { type TableName, TableOwners } from "./ownership/table-owners.ts";
// SQL
export { isSql, readSql } from "./sql/read-sql.ts";
export type { SqlStatement, TableAccess, TableUse } from "./sql/table-access.ts";
export { hole } from "./sql/tokenize.ts";
