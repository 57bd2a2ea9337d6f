import { defineContract } from "@seamline/core";
import { getOperation } from "@seamline/core/generated";
import { describe, expect, it } from "vitest";
import { ContractNotes } from "./contract-notes.ts";

const contract = defineContract("shop", { operations: { open: {}, close: {} } });
const [open, close] = [getOperation(contract, "open"), getOperation(contract, "close")];

describe("ContractNotes", () => {
  it("are due at once for each operation, and again after a tenth of a second", () => {
    const notes = new ContractNotes();
    expect([0, 1, 99, 100, 101].map((now) => notes.isDue(open, "customer", now))).toEqual([
      true,
      false,
      false,
      true,
      false,
    ]);
    expect(notes.isDue(close, "customer", 101)).toBe(true);
  });

  it("are due for another caller", () => {
    const notes = new ContractNotes();
    notes.isDue(open, "customer", 0);
    expect(notes.isDue(open, undefined, 1)).toBe(true);
    expect(notes.isDue(open, "customer", 2)).toBe(true);
  });
});
