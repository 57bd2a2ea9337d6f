/** The source of a contract. */

import { readText } from "./conversion.ts";
import { declareComponents } from "./declare-components.ts";
import { type Expression, type ObjectEntry, partsOf, settled, value } from "./expression.ts";
import type { ImportedOperation, RefusedOperation } from "./operation.ts";
import { printExpression, printText } from "./print-expression.ts";

/** The parts of a source. */
export interface PrintedService {
  readonly service: string;
  /** The document's `info`. */
  readonly info: Readonly<Record<string, unknown>>;
  /** In the document's order, those that are left out among them. */
  readonly operations: readonly (ImportedOperation | RefusedOperation)[];
  /** The components that they need, by name. */
  readonly components: ReadonlyMap<string, Expression>;
}

/** Prints the source. */
export function printContract({ service, info, operations, components }: PrintedService): string {
  const used = new Set<string>(["defineContract"]);
  const roots = operations.flatMap((one) => ("reason" in one ? [] : expressionsOf(one)));
  for (const root of [...roots, ...components.values()]) findFunctions(root, used);
  const hasZod = used.delete("z");
  const names = [...used].sort((one, other) => one.localeCompare(other, "en"));
  const title = readText(info.title);
  const summary = readText(info.summary) ?? (title === service ? undefined : title);
  const description = readText(info.description);
  return [
    `import { ${names.join(", ")} } from "@seamline/core";`,
    ...(hasZod ? [`import { z } from "zod";`] : []),
    "",
    ...declareComponents(components).flatMap((declaration) => [declaration, ""]),
    `export const ${service}Contract = defineContract(${printText(service)}, {`,
    ...printProperty("  ", "summary", summary),
    ...printProperty("  ", "description", description),
    ...printOperations(operations),
    "});",
    "",
  ].join("\n");
}

function printOperations(operations: readonly (ImportedOperation | RefusedOperation)[]): readonly string[] {
  if (operations.length === 0) return ["  operations: {},"];
  return [
    "  operations: {",
    ...operations.flatMap((one) => ("reason" in one ? printRefused(one) : printOperation(one))),
    "  },",
  ];
}

function printProperty(indentation: string, key: string, text: string | undefined): readonly string[] {
  return text === undefined ? [] : indentLines(indentation, printEntry(key, value(text)));
}

function printEntry(key: string, expression: Expression): string {
  const entries: readonly ObjectEntry[] = [{ key, value: expression }];
  const text = printExpression("", { kind: "object", entries, open: true });
  return text
    .split("\n")
    .slice(1, -1)
    .map((line) => line.slice(2))
    .join("\n");
}

function indentLines(indentation: string, text: string): readonly string[] {
  return text.split("\n").map((line) => (line === "" ? line : indentation + line));
}

/** Comments hold one line each: no text of a document can end them. */
function printRefused({ http, name, reason }: RefusedOperation): readonly string[] {
  const words = `Left out: ${name}, ${http}: ${reason}.`.replaceAll(/[\s\p{C}\u2028\u2029]+/gu, " ").split(" ");
  const lines: string[] = [];
  for (const word of words) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + word.length < 95) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines.map((line) => `    // ${line}`);
}

function printOperation(operation: ImportedOperation): readonly string[] {
  const { input, output, errors } = operation;
  const entries: ObjectEntry[] = [{ key: "http", value: value(operation.http) }];
  const add = (key: string, expression: Expression | undefined): void => {
    if (expression !== undefined) entries.push({ key, value: expression });
  };
  add("summary", operation.summary === undefined ? undefined : value(operation.summary));
  add("description", operation.description === undefined ? undefined : value(operation.description));
  add("deprecated", operation.deprecated ? value(true) : undefined);
  add("expose", operation.expose === undefined ? undefined : value(operation.expose));
  const { header, query } = input;
  if (header.length + query.length > 0)
    add("in", value({ ...(header.length > 0 && { header }), ...(query.length > 0 && { query }) }));
  add("input", input.expression);
  add("output", output);
  if (errors.length > 0) {
    const list = errors.map(({ reason, code, status, message, details }): ObjectEntry => {
      const parts: ObjectEntry[] = [{ key: "code", value: value(code) }];
      if (status !== undefined) parts.push({ key: "status", value: value(status) });
      if (message !== undefined) parts.push({ key: "message", value: value(message) });
      if (details !== undefined) parts.push({ key: "details", value: details });
      return { key: reason, value: { kind: "object", entries: parts, open: false } };
    });
    add("errors", { kind: "object", entries: list, open: true });
  }
  return indentLines("    ", printEntry(operation.name, { kind: "object", entries, open: true }));
}

function expressionsOf({ input, output, errors }: ImportedOperation): readonly Expression[] {
  return [input.expression, output, ...errors.map((error) => error.details)].filter((one) => one !== undefined);
}

function findFunctions(expression: Expression, found: Set<string>): void {
  const one = settled(expression);
  if (one.kind === "chain" && typeof one.head === "string") found.add(one.head.replace(/\..*$/, ""));
  for (const part of partsOf(one)) findFunctions(part, found);
}
