// ERROR: Invalid or unexpected token
// ERROR: decorators and JSX are not possible here
const tag = (value: unknown): unknown => value;

@tag
export class Money {}
