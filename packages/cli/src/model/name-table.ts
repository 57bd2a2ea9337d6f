/** The type names of one generated package: each is declared once. */

/** Names that generated sources refer to. */
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

/** Reserves names, and collects a fault for each duplicate. */
export interface NameTable {
  /** @param position the position of the declaration, as shown in messages. */
  claim(name: string, position: string): void;
}

/** Creates the table of one package. */
export function createNameTable(addFault: (fault: string) => void): NameTable {
  const positions = new Map<string, string>();
  return {
    claim(name, position) {
      const other = reserved.has(name) ? "the generated code" : positions.get(name);
      if (other === undefined) positions.set(name, position);
      else addFault(`${position}: the type name ${name} is taken by ${other}; give one of them another name`);
    },
  };
}

/** `restaurantNotFound` → `RestaurantNotFound`. */
export function toPascalCase(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}
