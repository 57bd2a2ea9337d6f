/** The tables of docs/reference/diff.md, compared with the rules. */

import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { eventRules } from "../../src/diff/event-rules.ts";
import { operationRules } from "../../src/diff/operation-rules.ts";
import type { Side } from "../../src/diff/rule.ts";
import { schemaRules } from "../../src/diff/schema-rules.ts";

const lines = new Set(readFileSync(new URL("../../../../docs/reference/diff.md", import.meta.url), "utf8").split("\n"));

function printSides(sides: readonly Side[]): string {
  return sides.length === 0 ? "none" : sides.join(", ");
}

describe("docs/reference/diff.md", () => {
  it("lists every rule for services, operations and errors", () => {
    const rows = Object.entries(operationRules).map(
      ([name, { input, reason, next }]) => `| \`${name}\` | ${printSides(input)} | ${reason} | ${next} |`,
    );
    expect(rows.filter((row) => !lines.has(row))).toEqual([]);
  });

  it("lists every rule for events", () => {
    const rows = Object.entries(eventRules).map(
      ([name, { input, reason, next }]) => `| \`${name}\` | ${printSides(input)} | ${reason} | ${next} |`,
    );
    expect(rows.filter((row) => !lines.has(row))).toEqual([]);
  });

  it("lists every rule for schemas", () => {
    const rows = Object.entries(schemaRules).map(
      ([name, { input, output, reason }]) =>
        `| \`${name}\` | ${printSides(input)} | ${printSides(output)} | ${reason} |`,
    );
    expect(rows.filter((row) => !lines.has(row))).toEqual([]);
  });

  it("lists no unknown rule", () => {
    const rules = [...lines].filter((line) =>
      /^\| `[a-z-]+-[a-z]+` \| (none|callers|handlers|receivers|publishers)/.test(line),
    );
    expect(rules).toHaveLength([operationRules, eventRules, schemaRules].flatMap(Object.keys).length);
  });
});
