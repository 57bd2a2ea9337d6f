/** The type names of one generated package: each may be declared once. */

/** Names that the generated sources themselves refer to. */
const reserved: ReadonlySet<string> = new Set([
  // globals
  "AsyncIterable",
  "Date",
  "Exclude",
  "Iterable",
  "Map",
  "Promise",
  "Readonly",
  "ReadonlyMap",
  "ReadonlySet",
  "Record",
  "Set",
  "Uint8Array",
  // @seamline/core/generated
  "CallContext",
  "CallOptions",
  "Contract",
  "DeclaredError",
  "DeclaredErrorClass",
  "DeclaredErrorIdentity",
  "DeclaredErrorOptions",
  "SafeResult",
  "ServiceClient",
  // types.ts
  "Flat",
  "JsonValue",
]);

/** Hands out names, and collects a fault for each that is taken. */
export interface NameTable {
  /** @param place what wants the name, as a person would find it. */
  claim(name: string, place: string): void;
}

/** Makes the table of one package. */
export function createNameTable(addFault: (fault: string) => void): NameTable {
  const places = new Map<string, string>();
  return {
    claim(name, place) {
      const other = reserved.has(name) ? "the generated code" : places.get(name);
      if (other === undefined) places.set(name, place);
      else addFault(`${place}: the type name ${name} is taken by ${other}; give one of them another name`);
    },
  };
}

/** `restaurantNotFound` → `RestaurantNotFound`. */
export function toPascalCase(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}
