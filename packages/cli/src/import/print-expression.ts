/** Expressions as source text. Every text of a document is printed by `JSON.stringify`. */

import { type ChainCall, type Expression, type Json, type ObjectEntry, settled } from "./expression.ts";
import { group, hardline, indent, join, type Layout, line, printLayout, softline } from "./layout.ts";
import { printTypeOf } from "./schema-type.ts";

/** The components that a property may only refer to in a getter, because they are declared later. */
export type LaterComponents = ReadonlySet<string>;

const none: LaterComponents = new Set();

/** Prints an expression. @param before the text that it follows on its line. */
export function printExpression(
  before: string,
  expression: Expression,
  after = "",
  later: LaterComponents = none,
): string {
  return printLayout([before, toLayout(expression, later), after]);
}

/** Characters that end a line or cannot be seen. */
const ranges = ["\0-\x1f\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u2028-\u202e", "\u2060-\u206f\ufeff\ufff9-\ufffb"];
const hidden = new RegExp(`[${ranges.join("")}]`, "g");

/**
 * A text as a literal that is read back as it is, without characters that end a line or cannot be
 * seen. The quotes are those that need fewer escapes, as formatters choose them.
 */
export function printText(text: string): string {
  const double = JSON.stringify(text).replaceAll(hidden, escapeChar);
  if (text.split('"').length <= text.split("'").length) return double;
  return `'${double.slice(1, -1).replaceAll(/\\(?:"|[^"])|'/g, (part) => (part === '\\"' ? '"' : part === "'" ? "\\'" : part))}'`;
}

function escapeChar(char: string): string {
  return `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`;
}

/** A property name, quoted where necessary. */
export function printName(name: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(name) ? name : printText(name);
}

/** The document of an expression. */
export function toLayout(expression: Expression, later: LaterComponents = none): Layout {
  switch (expression.kind) {
    case "value":
      return layoutOfJson(expression.value);
    case "regex":
      return `/${expression.pattern.source.replaceAll(hidden, escapeChar)}/${expression.pattern.flags}`;
    case "reference":
      return expression.component;
    case "array":
      return layoutOfArray(expression.items.map((item) => toLayout(item, later)));
    case "object":
      return layoutOfObject(
        expression.entries.map((entry) => layoutOfEntry(entry, later)),
        expression.open,
      );
    case "lazy":
      return ["() =>", group(indent([line, toLayout(expression.body, later)]))];
    case "choice":
      return toLayout(settled(expression), later);
    default:
      return layoutOfChain(expression, later);
  }
}

function layoutOfEntry({ key, value }: ObjectEntry, later: LaterComponents): Layout {
  const type = later.size === 0 ? undefined : printTypeOf(value, later);
  if (type !== undefined) {
    const head = `get ${printName(key)}(): ${type} {`;
    return [head, indent([hardline, "return ", toLayout(value), ";"]), hardline, "}"];
  }
  const body = toLayout(value, later);
  const name = `${printName(key)}:`;
  return typeof body === "string" ? group([name, indent([line, body])]) : [name, " ", body];
}

function layoutOfObject(entries: readonly Layout[], open: boolean): Layout {
  if (entries.length === 0) return "{}";
  const first = open ? hardline : line;
  return group(["{", indent([first, join([",", line], entries), { kind: "broken", text: "," }]), line, "}"]);
}

function layoutOfArray(items: readonly Layout[]): Layout {
  if (items.length === 0) return "[]";
  return group(["[", indent([softline, join([",", line], items), { kind: "broken", text: "," }]), softline, "]"]);
}

function layoutOfJson(json: Json): Layout {
  if (typeof json === "string") return printText(json);
  if (typeof json !== "object" || json === null) return String(JSON.stringify(json));
  if (!isList(json)) {
    const entries = Object.entries(json).map(([key, one]): Layout => {
      const body = layoutOfJson(one);
      const name = key === "__proto__" ? `["__proto__"]:` : `${printName(key)}:`;
      return typeof body === "string" ? group([name, indent([line, body])]) : [name, " ", body];
    });
    return layoutOfObject(entries, false);
  }
  if (json.length > 1 && json.every((item) => typeof item === "number")) {
    const items = json.map((item, index) => `${JSON.stringify(item)}${index < json.length - 1 ? "," : ""}`);
    const body: Layout = { kind: "fill", items };
    return group(["[", indent([softline, body, { kind: "broken", text: "," }]), softline, "]"]);
  }
  const isComplex =
    json.length > 1 &&
    (json.every((item) => isList(item) && item.length > 1) ||
      json.every((item) => typeof item === "object" && !isList(item) && Object.keys(item ?? {}).length > 1));
  const items = json.map(layoutOfJson);
  if (!isComplex) return layoutOfArray(items);
  return group(["[", indent([hardline, join([",", line], items), { kind: "broken", text: "," }]), softline, "]"]);
}

function isList(json: Json): json is readonly Json[] {
  return Array.isArray(json);
}

/**
 * A chain breaks before each call, unless it has one call only. Behind the name of a component two
 * calls stay on its line, and the first one always.
 */
function layoutOfChain(expression: Extract<Expression, { kind: "chain" }>, later: LaterComponents): Layout {
  const { head } = expression;
  const inner = typeof head === "string" ? head : settled(head);
  if (typeof inner !== "string" && inner.kind === "chain")
    return layoutOfChain({ ...inner, calls: [...inner.calls, ...expression.calls] }, later);
  const isFactory = typeof inner !== "string" && inner.kind === "reference";
  const base = typeof inner === "string" ? inner : toLayout(inner, later);
  const [first, ...others] = expression.calls;
  if (first === undefined) return base;
  const calls = expression.calls.map((one) => layoutOfCall(one, later));
  const flat: Layout = [base, ...calls];
  if (others.length < (isFactory ? 2 : 1)) return flat;
  const attached = isFactory || first.name === "" ? 1 : 0;
  const rest = calls.slice(attached).map((one): Layout => [hardline, one]);
  return { kind: "either", flat, broken: [base, ...calls.slice(0, attached), indent(rest)] };
}

function layoutOfCall({ name, args }: ChainCall, later: LaterComponents): Layout {
  const callee = name === "" ? "" : `.${name}`;
  const printed = args.map((arg) => toLayout(arg, later));
  const last = args.at(-1);
  if (last === undefined) return `${callee}()`;
  if (isHugged(last)) return [callee, "(", join(", ", printed), ")"];
  if (last.kind === "lazy") return [callee, "(", lazyBody(last, later), ")"];
  return [
    callee,
    group(["(", indent([softline, join([",", line], printed), { kind: "broken", text: "," }]), softline, ")"]),
  ];
}

/** The only arguments that may break while the call's own brackets stay on their lines. */
function isHugged(expression: Expression): boolean {
  const one = settled(expression);
  if (one.kind === "object" || one.kind === "array") return partCount(one) > 0;
  return one.kind === "value" && typeof one.value === "object" && one.value !== null;
}

function partCount(one: Extract<Expression, { kind: "object" | "array" }>): number {
  return one.kind === "object" ? one.entries.length : one.items.length;
}

function lazyBody({ body }: Extract<Expression, { kind: "lazy" }>, later: LaterComponents): Layout {
  return ["() =>", group([indent([line, toLayout(body, later)]), { kind: "broken", text: "," }, softline])];
}
