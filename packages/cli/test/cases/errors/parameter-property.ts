// ERROR: TypeScript parameter property is not supported in strip-only mode
// ERROR: parameter properties, namespaces and decorators are not possible here
export class Money {
  constructor(readonly amount: number) {}
}
