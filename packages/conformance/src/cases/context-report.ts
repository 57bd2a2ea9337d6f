/** What the operation `describe` answers, in canonical form. */

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

/** The answer of `describe`; what is not stated is absent. */
export function printContextReport(stated: Partial<Record<keyof typeof nothingStated, string>>): string {
  return `{${Object.entries({ ...nothingStated, ...stated })
    .map(([name, value]) => `${name}: ${value}`)
    .join(", ")}}`;
}
