// ERROR: errors/enum.ts:4: TypeScript enum is not supported in strip-only mode
// ERROR: write a literal union or z.enum() for an enum

enum Kind {
  A,
}

export const kind = Kind.A;
