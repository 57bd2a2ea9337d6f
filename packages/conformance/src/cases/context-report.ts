/** The output of the operation `describe`, in canonical form. */

const nothingStated = {
  caller: "null",
  origin: '"service"',
  depth: "1",
  principal: "null",
  tenant: "null",
  locale: "null",
  metadata: "{}",
  idempotencyKey: "null",
};

/** Prints the output of `describe`; parts that are not stated are absent. */
export function printContextReport(stated: Partial<Record<keyof typeof nothingStated, string>>): string {
  return `{${Object.entries({ ...nothingStated, ...stated })
    .map(([name, value]) => `${name}: ${value}`)
    .join(", ")}}`;
}
