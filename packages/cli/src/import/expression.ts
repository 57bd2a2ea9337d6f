/** The expressions of a contract's source, as trees: printed to text, and evaluated for checks. */

/** A JSON value. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** One call of a chain: `.name(args)`. */
export interface ChainCall {
  readonly name: string;
  readonly args: readonly Expression[];
}

/** One entry of an object literal. */
export interface ObjectEntry {
  readonly key: string;
  readonly value: Expression;
}

/** A choice between expressions, made once all components are known. */
export interface Choice {
  readonly kind: "choice";
  /** From the best to the last resort, which fits always. */
  readonly options: readonly ChoiceOption[];
  /** The index of the one that is printed. */
  chosen: number;
}

/** One way to write a schema. */
export interface ChoiceOption {
  readonly expression: Expression;
  /** Reports the difference that this way makes. */
  readonly report?: () => void;
  /** Tests the evaluated schema. Default: that it can stand in a contract. */
  readonly fits?: (schema: unknown) => boolean;
}

/** An expression. */
export type Expression =
  | { readonly kind: "value"; readonly value: Json }
  | { readonly kind: "regex"; readonly pattern: RegExp }
  /** A schema declared by name. */
  | { readonly kind: "reference"; readonly component: string }
  /** `head.name(args).name(args)`; with an empty first name, `head(args)`. */
  | { readonly kind: "chain"; readonly head: Expression | string; readonly calls: readonly ChainCall[] }
  | { readonly kind: "object"; readonly entries: readonly ObjectEntry[]; readonly open: boolean }
  | { readonly kind: "array"; readonly items: readonly Expression[] }
  | { readonly kind: "lazy"; readonly body: Expression }
  | Choice;

/** A part of a document, which is JSON. */
export function toJson(given: unknown): Json {
  return given as Json; // made by a parser of JSON or YAML
}

/** A JSON value as an expression. */
export function value(json: Json): Expression {
  return { kind: "value", value: json };
}

/** `z.name(args)`. */
export function zod(name: string, ...args: readonly Expression[]): Expression {
  return { kind: "chain", head: "z", calls: [{ name, args }] };
}

/** A call of a function that is imported: `name(args)`. */
export function call(name: string, ...args: readonly Expression[]): Expression {
  return { kind: "chain", head: name, calls: [{ name: "", args }] };
}

/** `expression.name(args)`. */
export function method(expression: Expression, name: string, ...args: readonly Expression[]): Expression {
  if (expression.kind === "chain") return { ...expression, calls: [...expression.calls, { name, args }] };
  return { kind: "chain", head: expression, calls: [{ name, args }] };
}

/** An array literal. */
export function list(items: readonly Expression[]): Expression {
  return { kind: "array", items };
}

/** An object literal of schemas; more than three stand one to a line. */
export function fields(entries: readonly ObjectEntry[]): Expression {
  return { kind: "object", entries, open: entries.length > 3 };
}

/** The expression that a choice has settled on, or the expression itself. */
export function settled(expression: Expression): Expression {
  let one = expression;
  while (one.kind === "choice") {
    const option = one.options[one.chosen];
    if (option === undefined) break;
    one = option.expression;
  }
  return one;
}

/** The parts directly below an expression. */
export function partsOf(expression: Expression): readonly Expression[] {
  switch (expression.kind) {
    case "chain": {
      const args = expression.calls.flatMap((one) => one.args);
      return typeof expression.head === "string" ? args : [expression.head, ...args];
    }
    case "object":
      return expression.entries.map((entry) => entry.value);
    case "array":
      return expression.items;
    case "lazy":
      return [expression.body];
    case "choice":
      return [settled(expression)];
    default:
      return [];
  }
}

/** The names of the components that an expression refers to. */
export function referencesOf(expression: Expression, found: Set<string> = new Set()): ReadonlySet<string> {
  if (expression.kind === "reference") found.add(expression.component);
  for (const part of partsOf(expression)) referencesOf(part, found);
  return found;
}
