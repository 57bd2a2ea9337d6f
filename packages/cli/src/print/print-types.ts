/** `types.ts`: every type of a service as a plain interface or alias. */

import type { Declaration, ServiceModel } from "../model/service-model.ts";
import { joinBlocks, printDoc, printHeader } from "./layout.ts";
import { joinType, printFields, printType } from "./type-text.ts";

const jsonValue = `/** Any JSON value. */
export type JsonValue = string | number | boolean | null | JsonValue[] | { [key: string]: JsonValue };`;

const flat = `/** An intersection as one object type: properties beside an index signature of another type. */
type Flat<Type> = { [Key in keyof Type]: Type[Key] } & {};`;

/** Prints the file. */
export function printTypes(model: ServiceModel): string {
  const declarations = model.declarations.map(printDeclaration);
  return joinBlocks([
    printHeader(model.contractPath),
    ...declarations,
    model.usesJsonValue ? jsonValue : "",
    declarations.some((declaration) => declaration.includes("Flat<")) ? flat : "",
    declarations.length === 0 ? "export {};" : "",
  ]);
}

function printDeclaration({ name, type, doc }: Declaration): string {
  if (type.kind === "object" && type.fields.every((field) => !field.readonly)) {
    return `${printDoc(doc)}export interface ${name} {\n${printFields(type.fields, "  ")}}`;
  }
  const before = `export type ${name} = `;
  return `${printDoc(doc)}${joinType(before, printType(type, "", before.length))};`;
}
