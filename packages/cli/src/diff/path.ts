/** The paths of changes, as `getRestaurant.input.address["zip-code"]`. */

/** A property's step in a path. */
export function printStep(name: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(name) ? `.${name}` : `[${JSON.stringify(name)}]`;
}
