/**
 * Expressions as real schemas, in memory: what is written is tried before it is written, by zod and
 * by `defineContract`.
 */

import { isDeepStrictEqual } from "node:util";
import {
  base64,
  bigintText,
  bytes,
  ContractError,
  defineContract,
  isoDateTime,
  type OperationDefinition,
  type StreamSchema,
  stream,
} from "@seamline/core";
import { type HttpRoute, isRecord, type Schema } from "@seamline/core/internal";
import { z } from "zod";
import { type Expression, settled } from "./expression.ts";

const functions: Readonly<Record<string, (...args: never[]) => unknown>> = {
  base64,
  bigintText,
  bytes,
  isoDateTime,
  stream,
};

/** Evaluates expressions; components are evaluated once, at their first use. */
export class Evaluator {
  readonly #components: (name: string) => Expression | undefined;
  readonly #known = new Map<string, Schema>();
  readonly #making = new Set<string>();

  /** @param components returns the expression of a component. */
  constructor(components: (name: string) => Expression | undefined) {
    this.#components = components;
  }

  /** Forgets the components, after a choice in one of them. */
  forget(): void {
    this.#known.clear();
  }

  /** The schema of an expression. Components are lazy in it, so that they may refer to each other. */
  schema(expression: Expression): Schema {
    const made = this.#evaluate(expression);
    if (isSchema(made)) return made;
    throw new Error("the expression is no schema");
  }

  /** The schema or the stream of an expression. */
  part(expression: Expression): Schema | StreamSchema {
    const made = this.#evaluate(expression);
    return isStream(made) ? made : this.schema(expression);
  }

  /** The schema of a component. */
  component(name: string): Schema {
    const known = this.#known.get(name);
    if (known !== undefined) return known;
    const expression = this.#components(name);
    if (expression === undefined) throw new Error(`the component ${name} is not there`);
    if (this.#making.has(name)) return z.lazy(() => this.component(name));
    this.#making.add(name);
    try {
      const made = this.schema(withoutId(expression));
      this.#known.set(name, made);
      return made;
    } finally {
      this.#making.delete(name);
    }
  }

  #evaluate(expression: Expression): unknown {
    const one = settled(expression);
    switch (one.kind) {
      case "value":
        return one.value;
      case "regex":
        return one.pattern;
      case "reference":
        return this.component(one.component);
      case "array":
        return one.items.map((item) => this.#evaluate(item));
      case "lazy":
        return () => this.#evaluate(one.body);
      case "object":
        return this.#evaluateFields(one);
      default:
        return one.kind === "chain" ? this.#evaluateChain(one) : undefined;
    }
  }

  /** Fields are getters, as in a source whose components refer to each other. */
  #evaluateFields({ entries }: Extract<Expression, { kind: "object" }>): unknown {
    const made: Record<string, unknown> = {};
    for (const { key, value } of entries) {
      let schema: unknown;
      const get = (): unknown => {
        schema ??= this.#evaluate(value);
        return schema;
      };
      Object.defineProperty(made, key, { enumerable: true, configurable: true, get });
    }
    return made;
  }

  #evaluateChain({ head, calls }: Extract<Expression, { kind: "chain" }>): unknown {
    let target: unknown =
      typeof head !== "string" ? this.#evaluate(head) : head === "z" ? z : head === "z.iso" ? z.iso : functions[head];
    for (const { name, args } of calls) {
      const given = args.map((arg) => this.#evaluate(arg));
      const called = name === "" ? target : Reflect.get(Object(target), name);
      target = Reflect.apply(called, target, given);
    }
    return target;
  }
}

/** Ids are registered for the whole process, and one schema is evaluated many times. */
function withoutId(expression: Expression): Expression {
  if (expression.kind !== "chain") return expression;
  return { ...expression, calls: expression.calls.filter(({ name }) => name !== "meta") };
}

/** The faults that `defineContract` finds in an operation; empty if it has none. */
export function findFaults(
  definition: OperationDefinition,
  name = "operation",
  service = "imported",
): readonly string[] {
  try {
    defineContract(service, { operations: { [name]: definition } });
    return [];
  } catch (error) {
    if (error instanceof ContractError) return error.faults.map((fault) => fault.replace(/^operations\.\w+\.?/, ""));
    return [error instanceof Error ? error.message : String(error)];
  }
}

/** True if a schema can stand in a contract. */
export function isPortable(schema: unknown): boolean {
  return isSchema(schema) && findFaults({ output: z.nullable(schema) }).length === 0;
}

/** True if a schema takes a value, and leaves it as it is. */
export function readsAsItIs(schema: unknown, given: unknown): boolean {
  const result = isSchema(schema) ? z.safeParse(schema, given) : undefined;
  return result?.success === true && isDeepStrictEqual(result.data, given);
}

/** The route of an `http` line; `undefined` if it is none. */
export function parseRoute(http: string): HttpRoute | undefined {
  const names = [...http.matchAll(/\{([^{}]*)\}/g)].map(([, name]) => [name, z.string()] as const);
  try {
    const { operations } = defineContract("imported", {
      operations: { operation: { http, input: z.object(Object.fromEntries(names)) } },
    });
    return operations.operation?.http;
  } catch {
    return undefined; // refused where it is checked
  }
}

/** True for a schema of zod. */
export function isSchema(given: unknown): given is Schema {
  return typeof given === "object" && given !== null && "_zod" in given;
}

function isStream(given: unknown): given is StreamSchema {
  return isRecord(given) && "streams" in given;
}
