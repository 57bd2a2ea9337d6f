/** A change of a named type is one change in all operations with the type. */

import { defineContract } from "@seamline/core";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { compareContracts } from "../../src/diff/compare-contracts.ts";
import { groupChanges } from "../../src/diff/group-changes.ts";
import { takeSnapshot } from "../../src/model/contract-snapshot.ts";

function build(zip: z.ZodType, city: z.ZodType = z.string()) {
  const Address = z.object({ zip, city }).meta({ id: "Address" });
  const Customer = z.object({ name: z.string(), address: Address }).meta({ id: "Customer" });
  const customers = z.array(Customer);
  const operations = {
    get: { output: Customer },
    list: { output: customers },
    find: { output: z.object({ found: customers, home: Address.optional() }) },
    move: { input: z.object({ to: Address }), output: z.object({ zip: z.string() }) },
  };
  return takeSnapshot(defineContract("shop", { operations }));
}

describe("groupChanges", () => {
  it("reports a change of a type once for each broken side, with the other paths", () => {
    const changes = groupChanges(compareContracts(build(z.string()), build(z.string().max(5))));
    expect(changes.map(({ path, type, rule, breaks, also }) => ({ path, type, rule, breaks, also }))).toEqual([
      {
        path: "get.output.address.zip",
        type: "Address.zip",
        rule: "bound-tightened",
        breaks: ["handlers"],
        also: ["list.output[].address.zip", "find.output.found[].address.zip", "find.output.home.zip"],
      },
      { path: "move.input.to.zip", type: "Address.zip", rule: "bound-tightened", breaks: ["callers"], also: undefined },
    ]);
  });

  it("keeps different changes of one type, and equal changes outside of named types, apart", () => {
    const changes = groupChanges(compareContracts(build(z.string()), build(z.int(), z.string().max(3))));
    expect(new Set(changes.map(({ type }) => type))).toEqual(new Set(["Address.zip", "Address.city"]));
    expect(changes).toHaveLength(3); // type-changed breaks both sides in either direction
    const plain = (schema: z.ZodType) =>
      takeSnapshot(defineContract("shop", { operations: { a: { output: schema }, b: { output: schema } } }));
    expect(groupChanges(compareContracts(plain(z.string()), plain(z.int())))).toHaveLength(2);
  });

  it("merges the consumers that break", () => {
    const [change] = compareContracts(build(z.string()), build(z.string().max(5)));
    const with_ = (path: string, consumer: string, test: string) =>
      ({ ...change, path, consumers: [{ consumer, tests: [test] }] }) as never;
    const [grouped] = groupChanges([with_("a", "web", "1"), with_("b", "app", "2"), with_("c", "web", "3")]);
    expect(grouped).toMatchObject({
      also: ["b", "c"],
      consumers: [
        { consumer: "app", tests: ["2"] },
        { consumer: "web", tests: ["1", "3"] },
      ],
    });
  });
});
