// ERROR: errors/support/declared-twice.ts:3: Identifier `limit` has already been declared
export * from "./support/declared-twice.ts";
