// Imported by a case.
enum Kind {
  A,
}

export const kind = Kind.A;
