// ERROR: errors/invalid-syntax.ts:3: not TypeScript: Unexpected token
// The file ends in the middle.
export const broken: = 1;
