/** The property by which the options of a union are told apart. */

import { isRecord } from "@seamline/core/internal";
import type { Converter } from "./conversion.ts";
import { below, type Documents, type Place } from "./documents.ts";
import type { Json } from "./expression.ts";
import { readObject } from "./object-parts.ts";
import { schemasAt, valuesOf } from "./schema-reader.ts";

/** The property, and its values for each option. */
export interface Tag {
  readonly name: string;
  readonly values: readonly (readonly Json[])[];
}

/**
 * Finds the tag of a union: the document's `discriminator`, or a required property that has other
 * values in each option. `undefined` if there is none.
 */
export function findTag(documents: Documents, options: readonly Place[], discriminator: unknown): Tag | undefined {
  if (isRecord(discriminator) && typeof discriminator.propertyName === "string") {
    const name = discriminator.propertyName;
    const mapping = isRecord(discriminator.mapping) ? discriminator.mapping : {};
    const values = options.map(
      (option) => findTagValues(documents, option, name) ?? findMapped(documents, option, mapping),
    );
    return options.every((option) => isExtensible(documents, option, name)) && areDistinct(values)
      ? { name, values }
      : undefined;
  }
  const [first] = options;
  const parts = first === undefined ? undefined : readObject(first, documents);
  for (const name of parts?.required ?? []) {
    const values = options.map((option) => findTagValues(documents, option, name));
    if (areDistinct(values)) return { name, values };
  }
  return undefined;
}

/** The values of a required property that has a few only; `undefined` for any other. */
export function findTagValues(documents: Documents, option: Place, name: string): readonly Json[] | undefined {
  const parts = readObject(option, documents);
  if (parts === undefined || !parts.required.has(name)) return undefined;
  for (const place of parts.fields.get(name) ?? []) {
    const found = findValues(documents, place, 0);
    if (found !== undefined) return found;
  }
  return undefined;
}

function findValues(documents: Documents, place: Place, depth: number): readonly Json[] | undefined {
  const target = documents.follow(place);
  if (!isRecord(target.value) || depth > 5 || target.value.nullable === true) return undefined;
  const values = valuesOf(target.value);
  if (values !== undefined)
    return values.every((one) => typeof one === "string" || typeof one === "number") ? values : undefined;
  const parts = schemasAt(target, "allOf");
  for (const part of parts) {
    const found = findValues(documents, part, depth + 1);
    if (found !== undefined) return found;
  }
  return undefined;
}

/**
 * Reports an object whose discriminator stands for schemas that extend it by `allOf`: a value may
 * have the properties of one of them, which the contract drops.
 */
export function reportSubtypes({ documents, report }: Converter, { value: schema, pointer }: Place): void {
  if (!isRecord(schema) || !isRecord(schema.discriminator)) return;
  if (Array.isArray(schema.oneOf) || Array.isArray(schema.anyOf)) return;
  const { components } = documents.root;
  const schemas = isRecord(components) && isRecord(components.schemas) ? Object.entries(components.schemas) : [];
  const isExtended = schemas.some(([name, one]) =>
    schemasAt({ value: one, pointer: below("#/components/schemas", name) }, "allOf").some(
      ({ value: part }) => isRecord(part) && part.$ref === pointer,
    ),
  );
  if (!isExtended) return;
  const reason = "the discriminator stands for schemas that extend this one; their own properties are dropped";
  report.add("approximated", pointer, reason);
}

/** An object that takes the tag as one more property. */
function isExtensible(documents: Documents, option: Place, name: string): boolean {
  const parts = readObject(option, documents);
  if (parts === undefined) return false;
  const isOpen = parts.rules.every(({ rest }) => rest !== false);
  return isOpen || parts.fields.has(name);
}

/** The values that the mapping, or the name of the option's schema, gives to a tag. */
function findMapped(
  documents: Documents,
  option: Place,
  mapping: Readonly<Record<string, unknown>>,
): readonly Json[] | undefined {
  if (!isRecord(option.value) || typeof option.value.$ref !== "string") return undefined;
  const { $ref } = option.value;
  const { pointer } = documents.follow(option);
  const schemaName = $ref.slice($ref.lastIndexOf("/") + 1);
  const mapped = Object.keys(mapping).filter((tag) => {
    const target = mapping[tag];
    return target === $ref || target === pointer || target === schemaName;
  });
  return mapped.length > 0 ? mapped : [schemaName];
}

function areDistinct(values: readonly (readonly Json[] | undefined)[]): values is readonly (readonly Json[])[] {
  const seen = new Set<Json>();
  for (const own of values) {
    if (own === undefined || own.length === 0) return false;
    for (const one of own) {
      if (seen.has(one)) return false;
      seen.add(one);
    }
  }
  return true;
}
