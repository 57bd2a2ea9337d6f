/** Names that generated sources may not declare, and operations may not have. */

/** Members of every client, and of every object. */
const operations: ReadonlySet<string> = new Set([
  ...["safe", "call", "stream", "then", "toJSON"],
  ...Object.getOwnPropertyNames(Object.prototype),
]);

/** True if an operation may not have this name. */
export function isReservedName(name: string): boolean {
  return operations.has(name);
}

/** Built-ins of JavaScript that a declaration would hide from its readers. */
const builtIns: ReadonlySet<string> = new Set([
  ...["AggregateError", "Array", "ArrayBuffer", "Atomics", "BigInt", "BigInt64Array", "BigUint64Array", "Boolean"],
  ...["DataView", "Date", "Error", "EvalError", "FinalizationRegistry", "Float32Array", "Float64Array", "Function"],
  ...["Infinity", "Int16Array", "Int32Array", "Int8Array", "Intl", "Iterator", "JSON", "Map", "Math", "NaN", "Number"],
  ...["Object", "Promise", "Proxy", "RangeError", "Record", "ReferenceError", "Reflect", "RegExp", "Set", "String"],
  ...["SharedArrayBuffer", "Symbol", "SyntaxError", "TypeError", "URIError", "Uint16Array", "Uint32Array"],
  ...["Uint8Array", "Uint8ClampedArray", "WeakMap", "WeakRef", "WeakSet", "WebAssembly"],
]);

/** The name of a component's declaration: its own, or one that hides no built-in. */
export function toDeclaredName(name: string): string {
  return builtIns.has(name) ? `${name}Schema` : name;
}
