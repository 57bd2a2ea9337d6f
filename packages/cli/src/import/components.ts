/** Schemas that are declared by name: those that a reference leads to. */

import { fieldsOf, isRecord } from "@seamline/core/internal";
import type { Converter, Direction } from "./conversion.ts";
import { readText } from "./conversion.ts";
import { below, type Documents, type Place } from "./documents.ts";
import { type Expression, type Json, method, referencesOf, value, zod } from "./expression.ts";
import { Refusal, type Report } from "./finding.ts";
import { numberDuplicates, toPascalCase } from "./names.ts";
import { toDeclaredName } from "./reserved-names.ts";
import { isJsonValue } from "./well-known.ts";

/** A declaration. */
export interface Component {
  readonly name: string;
  /** Its owner in the report. */
  readonly owner: string;
  /** Absent until it is converted. */
  expression?: Expression;
  /** The reason why it has no form. */
  refusal?: Refusal;
}

interface Waiting {
  readonly component: Component;
  readonly target: Place;
  readonly direction: Direction;
}

/** Names components at their first reference, and converts them afterwards. */
export class Components {
  readonly #documents: Documents;
  readonly #report: Report;
  readonly #byKey = new Map<string, Component>();
  readonly #byName = new Map<string, Component>();
  readonly #names: ReadonlyMap<string, string>;
  readonly #split = new Map<string, boolean>();
  readonly #waiting: Waiting[] = [];
  /** In lower case, for names that differ in case only are hard to tell apart. */
  readonly #taken: Set<string>;

  /** Names all schemas of the document's components, so that names do not depend on their use. */
  constructor(documents: Documents, report: Report, reserved: readonly string[]) {
    this.#documents = documents;
    this.#report = report;
    const { components } = documents.root;
    const schemas = isRecord(components) && isRecord(components.schemas) ? Object.keys(components.schemas) : [];
    const wanted = schemas.map((key) => toDeclaredName(toPascalCase(key, "schema")));
    const names = numberDuplicates([...reserved, ...wanted]).slice(reserved.length);
    this.#taken = new Set([...reserved, ...names].map((name) => name.toLowerCase()));
    this.#names = new Map(schemas.map((key, index) => [below("#/components/schemas", key), names[index] ?? key]));
  }

  /** A component by name. */
  get(name: string): Component | undefined {
    return this.#byName.get(name);
  }

  /** The expression that refers to a schema. */
  refer(target: Place, direction: Direction): Expression {
    if (isJsonValue(target)) return zod("json");
    const isSplit = this.#isSplit(target);
    const key = `${isSplit ? direction : "both"} ${target.pointer}`;
    const known = this.#byKey.get(key);
    if (known !== undefined) return { kind: "reference", component: known.name };
    const component: Component = {
      name: this.#name(target.pointer, isSplit && direction === "given" ? "Input" : ""),
      owner: key,
    };
    this.#byKey.set(key, component);
    this.#byName.set(component.name, component);
    this.#waiting.push({ component, target, direction });
    return { kind: "reference", component: component.name };
  }

  /**
   * Converts what has been referred to, and what that refers to: one after the other, so that a
   * chain of references is no recursion.
   */
  convert(converter: Converter): void {
    for (let next = this.#waiting.shift(); next !== undefined; next = this.#waiting.shift()) {
      const { component, target, direction } = next;
      try {
        const bare = this.#report.within(component.owner, () => converter.convertBare(target, direction));
        component.expression = method(bare, "meta", value(describe(component.name, target.value)));
      } catch (reason) {
        if (!(reason instanceof Refusal)) throw reason;
        component.refusal = reason;
      }
    }
  }

  /** The components that expressions need, directly or through others. */
  reach(expressions: readonly Expression[]): ReadonlyMap<string, Component> {
    const found = new Map<string, Component>();
    const left = [...expressions];
    for (let one = left.pop(); one !== undefined; one = left.pop()) {
      for (const name of referencesOf(one)) {
        const component = this.#byName.get(name);
        if (component === undefined || found.has(name)) continue;
        found.set(name, component);
        if (component.expression !== undefined) left.push(component.expression);
      }
    }
    return found;
  }

  /** The components that have no form, or refer to one that has none, with the reason. */
  findBroken(): ReadonlyMap<string, Refusal> {
    const users = new Map<string, string[]>();
    const broken = new Map<string, Refusal>();
    for (const { name, expression, refusal } of this.#byName.values()) {
      if (refusal !== undefined) broken.set(name, refusal);
      for (const used of expression === undefined ? [] : referencesOf(expression)) {
        const known = users.get(used);
        if (known === undefined) users.set(used, [name]);
        else known.push(name);
      }
    }
    // A map yields what is added while it is walked.
    for (const [name, refusal] of broken) {
      for (const user of users.get(name) ?? []) if (!broken.has(user)) broken.set(user, refusal);
    }
    return broken;
  }

  #name(pointer: string, suffix: string): string {
    const known = this.#names.get(pointer);
    if (known !== undefined && suffix === "") return known;
    const base = (known ?? toDeclaredName(toPascalCase(wordsOfPointer(pointer), "schema"))) + suffix;
    let name = base;
    for (let number = 2; this.#taken.has(name.toLowerCase()); number += 1) name = `${base}${number}`;
    this.#taken.add(name.toLowerCase());
    return name;
  }

  /** True if a schema has properties for one direction only, itself or in what it refers to. */
  #isSplit(place: Place): boolean {
    const known = this.#split.get(place.pointer);
    if (known !== undefined) return known;
    const visited = new Set<string>();
    const found = this.#search(place, visited, 0);
    if (found) this.#split.set(place.pointer, true);
    else for (const pointer of visited) this.#split.set(pointer, false);
    return found;
  }

  #search({ value: one, pointer }: Place, visited: Set<string>, depth: number): boolean {
    if (typeof one !== "object" || one === null || depth > 100) return false;
    if (Array.isArray(one))
      return one.some((item, index) =>
        this.#search({ value: item, pointer: below(pointer, index) }, visited, depth + 1),
      );
    const { $ref, readOnly, writeOnly } = fieldsOf(one);
    if (readOnly === true || writeOnly === true) return true;
    if (typeof $ref === "string") {
      const target = this.#tryFollow({ value: one, pointer });
      if (target !== undefined && !visited.has(target.pointer)) {
        if (this.#split.get(target.pointer) === true) return true;
        if (this.#split.get(target.pointer) === undefined) {
          visited.add(target.pointer);
          if (this.#search(target, visited, depth + 1)) return true;
        }
      }
    }
    return Object.entries(one).some(
      ([key, child]) =>
        key !== "example" &&
        key !== "examples" &&
        this.#search({ value: child, pointer: below(pointer, key) }, visited, depth + 1),
    );
  }

  #tryFollow(place: Place): Place | undefined {
    try {
      return this.#documents.follow(place);
    } catch (reason) {
      if (reason instanceof Refusal) return undefined; // reported where it is converted
      throw reason;
    }
  }
}

/** The id by which generated clients name the type, and the description. */
function describe(id: string, schema: unknown): Json {
  if (!isRecord(schema)) return { id };
  const description = readText(schema.description);
  return {
    id,
    ...(description !== undefined && { description }),
    ...(schema.deprecated === true && { deprecated: true }),
  };
}

const structure: ReadonlySet<string> = new Set([
  ...["components", "schemas", "schema", "properties", "items", "paths", "definitions", "$defs", "content"],
  ...["responses", "parameters", "requestBodies", "application/json", "allOf", "anyOf", "oneOf"],
]);

/** The last two steps of a pointer that name something, or the file. */
function wordsOfPointer(pointer: string): string {
  const [file = "", fragment = ""] = pointer.split("#");
  const steps = fragment
    .split("/")
    .map((step) => step.replaceAll("~1", "/").replaceAll("~0", "~"))
    .filter((step) => step !== "" && !structure.has(step) && !/^\d+$/.test(step));
  const stem = file.slice(file.lastIndexOf("/") + 1).replace(/\.[a-z]+$/i, "");
  return (steps.length > 0 ? steps.slice(-2) : [stem]).join(" ");
}
