import { describe, expect, it } from "vitest";
import { z } from "zod";
import { ContractError, defineContract } from "./define-contract.ts";
import type { OperationDefinition } from "./operation.ts";

function faultsOf(name: string, operations: Readonly<Record<string, OperationDefinition>>): readonly string[] {
  try {
    defineContract(name, { operations });
  } catch (error) {
    if (error instanceof ContractError) return error.faults;
    throw error;
  }
  return [];
}

describe("defineContract, names", () => {
  it.each([
    ...["guards", "modules", "keys", "strict", "stage", "requireServices", "requireSERVICES", "gUARDS", "none"],
    ...["constructor", "toString", "hasOwnProperty", "valueOf", "isPrototypeOf"],
  ])("reserves the service %s", (name) => {
    expect(faultsOf(name, {})).toEqual([`name: "${name}" is reserved; choose another`]);
  });

  it.each(["constructor", "hasOwnProperty", "toString", "propertyIsEnumerable", "then", "call"])(
    "refuses the operation %s",
    (name) => {
      expect(faultsOf("shop", { [name]: {} })).toEqual([
        `operations.${name}: the name is taken by every client; choose another`,
      ]);
    },
  );

  it("refuses the error constructor, which every object of errors has", () => {
    expect(faultsOf("shop", { buy: { errors: { constructor: { code: "aborted" } } } as never })).toEqual([
      "operations.buy.errors.constructor: every object has a member of this name; choose another",
    ]);
  });

  it.each([
    ["aBC", "aBc"],
    ["getUrl", "getURL"],
    ["find", "fIND"],
  ])("refuses the operations %s and %s, which share a variable", (one, other) => {
    expect(faultsOf("shop", { [one]: { http: "GET /one" }, [other]: { http: "GET /other" } })).toEqual([
      `operations.${other}: the name differs from ${one} in case only; rename one of them`,
    ]);
  });
});

const route = (http: string): OperationDefinition => {
  const names = [...http.matchAll(/\{(\w+)\}/g)].map(([, name = ""]) => [name, z.string()]);
  return { http, input: z.object(Object.fromEntries(names)) };
};

describe("defineContract, routes", () => {
  it.each([
    ["GET /users/{id}", "GET /users/{name}", "GET /users/{name}"],
    ["GET /a/{x}", "GET /{y}/b", "GET /a/b"],
    ["GET /{x}/b/{z}", "GET /a/{y}/{z}", "GET /a/b/{z}"],
    ["GET /a/{x}/c/{z}", "GET /{w}/b/c/d", "GET /a/b/c/d"],
    ["GET /", "GET /", "GET /"],
  ])("refuses %s beside %s, of which neither is more specific", (one, other, request) => {
    expect(faultsOf("shop", { one: route(one), other: route(other) })).toEqual([
      `operations.other.http: one and other both serve ${request}; give one of them another path`,
    ]);
  });

  it.each([
    ["GET /users/{id}", "GET /users/me"],
    ["GET /{a}/{b}", "GET /{a}/all"],
    ["GET /a/{x}", "POST /{y}/b"],
    ["GET /a/{x}", "GET /a/{x}/{y}"],
    ["GET /a/{x}/c", "GET /{y}/b/d"],
    ["GET /users/All", "GET /users/all"],
  ])("accepts %s beside %s", (one, other) => {
    expect(faultsOf("shop", { one: route(one), other: route(other) })).toEqual([]);
  });
});
