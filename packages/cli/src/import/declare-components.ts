/**
 * The declarations of components, each behind what it needs. Components that refer to each other
 * do so in getters, which run when a value is read; what is no object is lazy as a whole.
 */

import { type Expression, referencesOf, settled } from "./expression.ts";
import { printExpression } from "./print-expression.ts";
import { printValueType } from "./schema-type.ts";

/** Prints the declarations. */
export function declareComponents(components: ReadonlyMap<string, Expression>): readonly string[] {
  return findGroups(components).flatMap((group) => {
    const names = new Set(group);
    const isCycle = group.length > 1 || group.some((name) => referencesOf(expressionOf(components, name)).has(name));
    const ordered = isCycle ? orderWithin(group, components) : group;
    const lazy = new Set(ordered.filter((name) => isCycle && !isObject(expressionOf(components, name))));
    return ordered.flatMap((name) => {
      const expression = expressionOf(components, name);
      if (!isCycle) return [printDeclaration(name, expression)];
      if (!lazy.has(name)) return [printDeclaration(name, expression, names)];
      return [printLazy(name, expression, lazy)];
    });
  });
}

function printDeclaration(name: string, expression: Expression, later?: ReadonlySet<string>): string {
  return printExpression(`export const ${name} = `, expression, ";", later);
}

function printLazy(name: string, expression: Expression, lazy: ReadonlySet<string>): string {
  const one = settled(expression);
  const calls = one.kind === "chain" ? one.calls : [];
  const meta = calls.at(-1)?.name === "meta" ? calls.at(-1) : undefined;
  const bare: Expression = one.kind === "chain" && meta !== undefined ? { ...one, calls: calls.slice(0, -1) } : one;
  const whole: Expression = {
    kind: "chain",
    head: "z",
    calls: [{ name: "lazy", args: [{ kind: "lazy", body: bare }] }, ...(meta === undefined ? [] : [meta])],
  };
  return [
    `export type ${name} = ${printValueType(bare, lazy)};`,
    printExpression(`export const ${name}: z.ZodType<${name}> = `, whole, ";"),
  ].join("\n\n");
}

function expressionOf(components: ReadonlyMap<string, Expression>, name: string): Expression {
  const expression = components.get(name);
  if (expression === undefined) throw new Error(`the component ${name} is not there`);
  return expression;
}

/** An object, whose properties can be getters. */
function isObject(expression: Expression): boolean {
  const one = settled(expression);
  if (one.kind !== "chain") return false;
  const [first, ...others] = one.calls;
  const isMade = one.head === "z" && (first?.name === "object" || first?.name === "strictObject");
  const isExtended = typeof one.head !== "string" && first?.name === "extend";
  return (isMade || isExtended) && others.every(({ name }) => name === "meta");
}

/** Those that another one extends come before it. */
function orderWithin(group: readonly string[], components: ReadonlyMap<string, Expression>): readonly string[] {
  const done = new Set<string>();
  const ordered: string[] = [];
  const visit = (name: string): void => {
    if (done.has(name)) return;
    done.add(name);
    const one = settled(expressionOf(components, name));
    const head = one.kind === "chain" && typeof one.head !== "string" ? settled(one.head) : undefined;
    if (head?.kind === "reference" && group.includes(head.component)) visit(head.component);
    ordered.push(name);
  };
  for (const name of group) visit(name);
  return ordered;
}

/**
 * Groups of components that refer to each other, those first that others need.
 * @see https://en.wikipedia.org/wiki/Tarjan%27s_strongly_connected_components_algorithm
 */
function findGroups(components: ReadonlyMap<string, Expression>): readonly (readonly string[])[] {
  const names = [...components.keys()].sort((one, other) => (one < other ? -1 : 1));
  const edges = new Map(names.map((name) => [name, [...referencesOf(expressionOf(components, name))].sort()]));
  const indices = new Map<string, number>();
  const low = new Map<string, number>();
  const stack: string[] = [];
  const groups: string[][] = [];
  const visit = (name: string): void => {
    indices.set(name, indices.size);
    low.set(name, indices.get(name) ?? 0);
    stack.push(name);
    for (const next of edges.get(name) ?? []) {
      if (!indices.has(next)) visit(next);
      if (stack.includes(next)) low.set(name, Math.min(low.get(name) ?? 0, low.get(next) ?? 0));
    }
    if (low.get(name) !== indices.get(name)) return;
    const group = stack.splice(stack.indexOf(name));
    groups.push(group.sort());
  };
  for (const name of names) if (!indices.has(name)) visit(name);
  return groups;
}
