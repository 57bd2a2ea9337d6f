/**
 * The topology grammar: the values of `SEAMLINE_<SERVICE>`.
 *
 *     expression = url | combinator "(" argument { "," argument } ")"
 *     argument   = expression | literal            (a literal: 10%, latency=5ms±2ms, retries=1)
 */

import { findNear } from "../platform/suggest.ts";
import type { AddFault, TargetUrl } from "./transport-provider.ts";

/** A parsed expression; positions are offsets in the whole text. */
export type Expression = UrlExpression | CombinatorExpression;

/** The address of one transport. */
export interface UrlExpression {
  readonly kind: "url";
  readonly url: TargetUrl;
  readonly position: number;
}

/** Transports combined into one. */
export interface CombinatorExpression {
  readonly kind: "combinator";
  readonly name: CombinatorName;
  readonly arguments: readonly Argument[];
  /**
   * The options after the arguments, in the form of a URL's options: `retries=1` in
   * `balance(http://a, http://b, retries=1)`.
   */
  readonly options: TargetUrl["options"];
  readonly position: number;
}

/** An argument of a combinator. */
export type Argument = Expression | { readonly kind: "literal"; readonly text: string; readonly position: number };

/** The combinators of the grammar, with the arguments each takes. */
const combinators = {
  canary: ["a percentage such as 10%", "url", "url"],
  mirror: ["url", "url"],
  fallback: ["url", "url"],
  balance: ["url", "url", "…"],
  rehearse: ["url", "an option such as latency=5ms±2ms", "…"],
} as const;

/** Combinators that take options after their URLs, and are a target themselves. */
const withOptions: ReadonlySet<string> = new Set(["fallback", "balance"]);

/** The name of a combinator. */
export type CombinatorName = keyof typeof combinators;

const scheme = /^([A-Za-z][A-Za-z0-9+.-]*):/;

/**
 * Parses an expression. Adds a fault with its position and returns `undefined` if the text is none.
 */
export function parseExpression(text: string, addFault: AddFault): Expression | undefined {
  const cursor = { at: 0 };
  const parsed = parseArgument(text, cursor, addFault);
  if (parsed === undefined) return undefined;
  skipSpaces(text, cursor);
  if (cursor.at < text.length) {
    addFault(
      cursor.at,
      `expected the end of the expression, found ${JSON.stringify(text.slice(cursor.at, cursor.at + 16))}`,
    );
    return undefined;
  }
  if (parsed.kind === "literal") {
    const near = findNear(parsed.text, ["inprocess"]) && "; did you mean inprocess: (with a colon)?";
    addFault(
      parsed.position,
      `expected a URL such as http://host:3001 or a combinator such as fallback(…), found ${JSON.stringify(parsed.text)}${near ?? ""}`,
    );
    return undefined;
  }
  return parsed;
}

/** Every URL of an expression, in order. */
export function urlsOf(expression: Expression): readonly UrlExpression[] {
  if (expression.kind === "url") return [expression];
  return expression.arguments.flatMap((argument) => (argument.kind === "literal" ? [] : urlsOf(argument)));
}

interface Cursor {
  at: number;
}

function parseArgument(text: string, cursor: Cursor, addFault: AddFault): Argument | undefined {
  skipSpaces(text, cursor);
  const position = cursor.at;
  const end = endOfWord(text, position);
  const word = text.slice(position, end).trimEnd();
  cursor.at = end;
  if (text[end] === "(") return parseCombinator(word, position, text, cursor, addFault);
  if (word === "") {
    addFault(
      position,
      `expected a URL or a combinator, found ${position >= text.length ? "nothing" : JSON.stringify(text[position])}`,
    );
    return undefined;
  }
  const match = scheme.exec(word);
  if (match === null) return { kind: "literal", text: word, position };
  const url = splitUrl(word, match[1] ?? "", (offset, message) => addFault(position + offset, message));
  return url && { kind: "url", url, position };
}

function parseCombinator(
  name: string,
  position: number,
  text: string,
  cursor: Cursor,
  addFault: AddFault,
): CombinatorExpression | undefined {
  if (!isCombinator(name)) {
    const near = findNear(name, Object.keys(combinators));
    addFault(
      position,
      `expected one of ${Object.keys(combinators).join(", ")} before "(", found ${JSON.stringify(name)}${near === undefined ? "" : `; did you mean ${near}?`}`,
    );
    return undefined;
  }
  const given: Argument[] = [];
  do {
    cursor.at += 1; // "(" or ","
    const argument = parseArgument(text, cursor, addFault);
    if (argument === undefined) return undefined;
    given.push(argument);
    skipSpaces(text, cursor);
  } while (text[cursor.at] === ",");
  if (text[cursor.at] !== ")") {
    addFault(
      cursor.at,
      `expected "," or ")" in ${name}(…), found ${cursor.at >= text.length ? "the end" : JSON.stringify(text[cursor.at])}`,
    );
    return undefined;
  }
  cursor.at += 1;
  const options = withOptions.has(name) ? takeOptions(given, addFault) : [];
  if (options === undefined || !fitsCombinator(name, given, position, addFault)) return undefined;
  return { kind: "combinator", name, arguments: given, options, position };
}

/** Takes the literals `name=value` off the end. */
function takeOptions(given: Argument[], addFault: AddFault): TargetUrl["options"] | undefined {
  const options: { name: string; value: string; position: number }[] = [];
  for (let last = given.at(-1); last?.kind === "literal" && last.text.includes("="); last = given.at(-1)) {
    const equals = last.text.indexOf("=");
    const position = last.position + equals + 1;
    const name = last.text.slice(0, equals);
    if (options.some((other) => other.name === name)) {
      addFault(last.position, `the option ${name} appears twice`);
      return undefined;
    }
    options.unshift({ name, value: last.text.slice(equals + 1), position });
    given.pop();
  }
  return options;
}

function fitsCombinator(
  name: CombinatorName,
  given: readonly Argument[],
  position: number,
  addFault: AddFault,
): boolean {
  const expected: readonly string[] = combinators[name];
  const open = expected.at(-1) === "…";
  const least = open ? expected.length - 1 : expected.length;
  if (given.length < least || (!open && given.length > least)) {
    addFault(
      position,
      `expected ${name}(${expected.join(", ")}), found ${given.length} argument${given.length === 1 ? "" : "s"}`,
    );
    return false;
  }
  return given.every((argument, index) => {
    const kind = expected[Math.min(index, least - 1)];
    const literal = kind !== "url";
    if (literal === (argument.kind === "literal")) return true;
    addFault(
      argument.position,
      `expected ${literal ? kind : "a URL or a combinator"} as argument ${index + 1} of ${name}(…)`,
    );
    return false;
  });
}

/**
 * Splits a URL with a scheme. Adds a fault with its position and returns `undefined` if its options
 * cannot be read.
 */
export function parseTargetUrl(text: string, addFault: AddFault): TargetUrl | undefined {
  const name = scheme.exec(text)?.[1];
  if (name !== undefined) return splitUrl(text, name, addFault);
  addFault(0, `expected a URL with a scheme, found ${JSON.stringify(text.slice(0, 16))}`);
  return undefined;
}

/** Hides the passwords of URLs: `explain`, events of policies and metrics show the rest. */
export function withoutPassword(text: string): string {
  return text.replaceAll(/(\/\/[^:@/?,()]*):[^@/?,()]*@/g, "$1:***@");
}

function splitUrl(text: string, name: string, addFault: AddFault): TargetUrl | undefined {
  const question = text.indexOf("?");
  const rest = text.slice(name.length + 1, question < 0 ? undefined : question);
  const options: { name: string; value: string; position: number }[] = [];
  let position = question + 1;
  for (const pair of question < 0 || question === text.length - 1 ? [] : text.slice(question + 1).split("&")) {
    const equals = pair.indexOf("=");
    if (equals < 1) {
      addFault(position, `expected an option as name=value, found ${JSON.stringify(pair)}`);
      return undefined;
    }
    const option = pair.slice(0, equals);
    if (options.some((other) => other.name === option)) {
      addFault(position, `the option ${option} appears twice`);
      return undefined;
    }
    try {
      options.push({
        name: option,
        value: decodeURIComponent(pair.slice(equals + 1)),
        position: position + equals + 1,
      });
    } catch {
      addFault(position, `the value of ${option} has a broken percent escape`);
      return undefined;
    }
    position += pair.length + 1;
  }
  return { text: withoutPassword(text), scheme: name.toLowerCase(), rest, options };
}

function endOfWord(text: string, from: number): number {
  let at = from;
  while (at < text.length && !"(),".includes(text[at] ?? "")) at += 1;
  return at;
}

function skipSpaces(text: string, cursor: Cursor): void {
  while (text[cursor.at] === " ") cursor.at += 1;
}

function isCombinator(name: string): name is CombinatorName {
  return Object.hasOwn(combinators, name);
}
