/** Scalar schemas that have no value in common. */

import { codecFunctionsOf } from "./promise-guard.ts";
import { sampleValues } from "./sample-values.ts";
import { checksOf, definitionOf, isCodec, type Schema } from "./schema-node.ts";
import { areApartTexts } from "./text-facts.ts";

/** True if a schema accepts a value, or may accept it. */
export function accepts(schema: Schema, value: unknown): boolean {
  try {
    const result = schema._zod.run({ value, issues: [] }, { async: false });
    return result instanceof Promise || result.issues.length === 0;
  } catch {
    return true; // what cannot be tested may fit
  }
}

/**
 * Two scalar schemas with no value in common. Texts are apart where that is proven. Others by values
 * of every size: if each accepts some of them, and they accept none together, they are apart; a
 * schema that accepts none is not known.
 */
export function haveNoneInCommon(one: Schema, other: Schema, type: string): boolean {
  const key = `${signatureOf(one)}\n${signatureOf(other)}`;
  const known = key.includes("custom") ? undefined : apartBySignature.get(key);
  if (known !== undefined) return known;
  const apart = type === "string" ? areApartTexts(one, other) : areApartBySamples(one, other, type);
  apartBySignature.set(key, apart);
  return apart;
}

const apartBySignature = new Map<string, boolean>();

/** What decides which values a scalar schema accepts, as text; custom checks are no text. */
function signatureOf(schema: Schema): string {
  const definition = definitionOf(schema);
  if (isCodec(definition)) {
    const { transform, reverseTransform } = codecFunctionsOf(definition);
    return `${signatureOf(definition.in)} ${transform} ${reverseTransform} ${signatureOf(definition.out)}`;
  }
  const checks = checksOf(schema).map((check) =>
    Object.entries(check).map(([name, value]) =>
      typeof value === "object" ? String(value) : `${name}=${String(value)}`,
    ),
  );
  return `${definition.type} ${checks.join()} ${String(schema._zod.pattern)}`;
}

function areApartBySamples(one: Schema, other: Schema, type: string): boolean {
  let [fitsOne, fitsOther] = [false, false];
  for (const value of sampleValues(type, [one, other])) {
    const [fits, matches] = [accepts(one, value), accepts(other, value)];
    if (fits && matches) return false;
    fitsOne ||= fits;
    fitsOther ||= matches;
  }
  return fitsOne && fitsOther;
}
