/**
 * What happens to values of one schema that another reads: none of them fits, or all that fit stay
 * whole, or some lose a part or become something else.
 */

import { admitsUndefined } from "./absence.ts";
import { accepts, haveNoneInCommon } from "./apart-scalars.ts";
import { checksOf, definitionOf, type Schema } from "./schema-node.ts";
import { type Conversion, formsOf, type ListForm, type ObjectForm, type Side, type ValueForm } from "./value-form.ts";

/** What a reader does to values that another schema made: the path of the first, and how. */
export interface Loss {
  readonly path: string;
  readonly how: "drops" | "converts";
}

/** `apart`: no value of the one fits the other. `whole`: those that fit stay as they are. */
export type Relation = "apart" | "whole" | Loss;

/** Relates schemas on one side; results are kept, since options share parts. */
export class Relations {
  readonly #side: Side;
  readonly #known = new Map<Schema, Map<Schema, Relation>>();

  constructor(side: Side) {
    this.#side = side;
  }

  /** What `reader` does to the values that `maker` makes. */
  relate(reader: Schema, maker: Schema): Relation {
    if (reader === maker) return "whole";
    const known = this.#known.get(reader) ?? new Map<Schema, Relation>();
    this.#known.set(reader, known);
    const found = known.get(maker);
    if (found !== undefined) return found;
    known.set(maker, "whole"); // within itself: what differs is found around it
    const relation = this.#relateForms(formsOf(reader, this.#side), formsOf(maker, this.#side));
    known.set(maker, relation);
    return relation;
  }

  /** Each form of the maker is read by the first form of the reader that takes it. */
  #relateForms(readers: readonly ValueForm[], makers: readonly ValueForm[]): Relation {
    let relation: Relation = "apart";
    for (const maker of makers) {
      for (const reader of readers) {
        const one = this.#relateOne(reader, maker);
        if (one === "apart") continue;
        if (one !== "whole") return one;
        relation = "whole";
        if (reader.schema === maker.schema || takesAll(reader, maker)) break;
      }
    }
    return relation;
  }

  #relateOne(reader: ValueForm, maker: ValueForm): Relation {
    const apart = this.#isApart(reader, maker);
    if (apart === true) return "apart";
    if (!isSameConversion(reader.conversions, maker.conversions)) return { path: "", how: "converts" };
    if (reader.kind === "object" && maker.kind === "object") return this.#relateObjects(reader, maker);
    if (reader.kind === "list" && maker.kind === "list") return this.#relateLists(reader, maker);
    return reader.kind === "object" && maker.kind === "opaque" ? { path: "", how: "converts" } : "whole";
  }

  /** True if the two forms surely have no value in common, judged by all but what is inside them. */
  #isApart(reader: ValueForm, maker: ValueForm): boolean {
    if (reader.kind === "values")
      return maker.kind === "opaque" || !reader.values.some((value) => this.#fits(maker, value));
    if (maker.kind === "values")
      return reader.kind === "opaque" || !maker.values.some((value) => this.#fits(reader, value));
    if (reader.kind === "opaque" || maker.kind === "opaque") return isApartFromOpaque(reader, maker);
    if (reader.kind === "object" && maker.kind === "object") return this.#relateObjects(reader, maker) === "apart";
    if (reader.kind === "list" && maker.kind === "list") return this.#relateLists(reader, maker) === "apart";
    if (reader.kind !== "scalar" || maker.kind !== "scalar" || reader.type !== maker.type) return true;
    return haveNoneInCommon(reader.schema, maker.schema, reader.type);
  }

  #fits(form: ValueForm, value: unknown): boolean {
    if (form.kind === "values") return form.values.some((one) => Object.is(one, value));
    return form.kind === "scalar" && form.type === typeof value && accepts(form.schema, value);
  }

  #relateObjects(reader: ObjectForm, maker: ObjectForm): Relation {
    let relation: Relation = "whole";
    const note = (key: string, one: Relation): void => {
      if (relation === "whole" && typeof one === "object") relation = { ...one, path: join(key, one.path) };
    };
    for (const [key, made] of maker.fields) {
      const always = made._zod.optout !== "optional" && !admitsUndefined(made);
      const field = reader.fields.get(key) ?? otherAt(reader, key);
      if (field === "refused") {
        if (always) return "apart";
      } else if (field === "dropped") {
        if (formsOf(made, this.#side).length > 0) note(key, { path: "", how: "drops" });
      } else {
        const one = this.relate(field, made);
        if (one === "apart" && (always || isRequired(field))) return "apart";
        note(key, one);
      }
    }
    for (const [key, field] of reader.fields) {
      if (maker.fields.has(key)) continue;
      const made = otherAt(maker, key);
      const one = typeof made === "string" ? "apart" : this.relate(field, made);
      if (one === "apart" && isRequired(field)) return "apart";
      note(key, one);
    }
    if (typeof maker.others === "string") return relation;
    if (reader.others === "dropped") note("*", { path: "", how: "drops" });
    else if (reader.others !== "refused") note("*", this.relate(reader.others.values, maker.others.values));
    return relation;
  }

  #relateLists(reader: ListForm, maker: ListForm): Relation {
    const [least, most] = lengthsOf(maker);
    const [fewest, longest] = lengthsOf(reader);
    if (least > longest || fewest > most) return "apart";
    let relation: Relation = "whole";
    const positions = Math.max(reader.items.length, maker.items.length) + 1;
    for (let index = 0; index < positions; index += 1) {
      const [item, made] = [reader.items[index] ?? reader.rest, maker.items[index] ?? maker.rest];
      if (item === undefined || made === undefined) continue;
      const one = this.relate(item, made);
      const always = index < Math.max(least, fewest);
      if (one === "apart" && always) return "apart";
      if (relation === "whole" && typeof one === "object")
        relation = { ...one, path: join(index < positions - 1 ? `[${index}]` : "[]", one.path) };
    }
    return relation;
  }
}

function otherAt({ others }: ObjectForm, key: string): Schema | "refused" | "dropped" {
  if (typeof others === "string") return others;
  return others.keys === undefined || accepts(others.keys, key) ? others.values : "refused";
}

function isRequired(field: Schema): boolean {
  return field._zod.optin === undefined;
}

/** The fewest and the most items, by the items of a tuple and the bounds of an array. */
function lengthsOf(form: ListForm): readonly [number, number] {
  const needed = form.items.findLastIndex((item) => item._zod.optin === undefined) + 1;
  let [least, most] = [needed, form.rest === undefined ? form.items.length : Number.POSITIVE_INFINITY];
  for (const check of form.conversions.length === 0 ? checksOf(form.schema) : []) {
    if (check.check === "min_length") least = Math.max(least, check.minimum);
    if (check.check === "max_length") most = Math.min(most, check.maximum);
    if (check.check === "length_equals") [least, most] = [Math.max(least, check.length), Math.min(most, check.length)];
  }
  return [least, most];
}

function join(step: string, path: string): string {
  return path === "" ? step : path.startsWith("[") ? `${step}${path}` : `${step}.${path}`;
}

/** True if a scalar of the reader surely takes every value of the maker's. */
function takesAll(reader: ValueForm, maker: ValueForm): boolean {
  if (reader.kind !== "scalar" || maker.kind === "object" || maker.kind === "list") return false;
  return checksOf(reader.schema).length === 0 && definitionOf(reader.schema).type === reader.type;
}

/** Codecs made by two calls of one function have different functions with the same text. */
export function isSameConversion(one: readonly Conversion[], other: readonly Conversion[]): boolean {
  return (
    one.length === other.length &&
    one.every(({ transform, reverseTransform }, index) => {
      const match = other[index];
      return (
        match !== undefined &&
        String(transform) === String(match.transform) &&
        String(reverseTransform) === String(match.reverseTransform)
      );
    })
  );
}

/** Instances are tested by the other form, where the classes of JavaScript itself have one. */
function isApartFromOpaque(reader: ValueForm, maker: ValueForm): boolean {
  if (reader.kind === "opaque") {
    if (maker.kind === "object") return !accepts(reader.schema, {});
    if (maker.kind === "list") return !accepts(reader.schema, []);
    return maker.kind !== "opaque";
  }
  if (reader.kind !== "object") return true;
  const instances = builtIns.filter((value) => accepts(maker.schema, value));
  if (instances.length > 0) return !instances.some((value) => accepts(reader.schema, value));
  // An instance of an own class hardly has the tag of a tagged object.
  return [...reader.fields.values()].some((field) => field._zod.values !== undefined && isRequired(field));
}

const builtIns: readonly unknown[] = [
  new Uint8Array(2),
  new Map(),
  new Set(),
  new URLSearchParams(),
  /x/,
  new Error("x"),
];
