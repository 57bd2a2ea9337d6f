import { defineContract } from "@seamline/core";
import { getOperation } from "@seamline/core/generated";
import { describe, expect, it } from "vitest";
import { ContractNotes } from "./request-writer.ts";

const contract = defineContract("shop", { operations: { open: {}, close: {} } });
const [open, close] = [getOperation(contract, "open"), getOperation(contract, "close")];

describe("ContractNotes", () => {
  it("are claimed at once for each operation, and again after a tenth of a second", () => {
    const notes = new ContractNotes();
    expect([0, 1, 99, 100, 101].map((now) => notes.claim(open, "customer", now))).toEqual([
      true,
      false,
      false,
      true,
      false,
    ]);
    expect(notes.claim(close, "customer", 101)).toBe(true);
  });

  it("are claimed for another caller", () => {
    const notes = new ContractNotes();
    notes.claim(open, "customer", 0);
    expect(notes.claim(open, undefined, 1)).toBe(true);
    expect(notes.claim(open, "customer", 2)).toBe(true);
  });
});
