// The shape of a query builder; what it does is of no concern here.
export type Database = any;
export declare const sql: any;
export declare function inTransaction(database: Database, run: (transaction: Database) => Promise<void>): Promise<void>;
