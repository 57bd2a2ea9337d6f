// ERROR: errors/decorator.ts:5: Invalid or unexpected token
// ERROR: decorators are not possible here
const tag = (value: unknown): unknown => value;

@tag
export class Money {}
