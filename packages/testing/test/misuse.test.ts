/** Options as a program without a type checker may write them. */

import { defineContract } from "@seamline/core";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { arbitraryOf, createFake, createFakes } from "../src/fake.ts";
import { createMock, createRecorder, mocks } from "../src/index.ts";
import { restHandlers } from "../src/msw.ts";
import { mockInterceptor, mockTransport } from "../src/undici.ts";

const contract = defineContract("shop", { operations: { name: { output: z.string() } } });

describe("createMock", () => {
  it.each([
    [{ unstubed: "fake" }, "createMock: unstubed: no setting; did you mean unstubbed?"],
    [{ unstubbed: "fakes" }, 'createMock: unstubbed: expected "fail" or "fake", found "fakes"; did you mean fake?'],
    [{ seed: "x" }, 'createMock: seed: expected an integer, found "x"'],
    [{ onFault: console }, "createMock: onFault: expected a function, found an object"],
    [null, "createMock: expected an object with unstubbed, seed, onFault, found null"],
  ])("refuses %j: %s", (given, fault) => {
    expect(() => createMock(contract, given as never)).toThrow(fault);
  });

  it.each([
    [{}, "found an object"],
    [undefined, "found undefined; is there a circular import?"],
    [class Shop {}, "found undefined; is there a circular import?"],
  ])("refuses the contract %s: %s", (source, found) => {
    const expected = "createMock: expected the contract that a client package exports";
    expect(() => createMock(source as never)).toThrow(`${expected}, ${found}`);
  });
});

describe("mocks", () => {
  it("refuses a contract", () => {
    expect(() => mocks(contract as never)).toThrow(
      "mocks: [0]: expected a mock, found an object; make one with createMock",
    );
  });
});

describe("createFake and arbitraryOf", () => {
  it.each([
    [{ sede: 1 }, "sede: no setting; did you mean seed?"],
    [{ side: "wires" }, 'side: expected "domain" or "wire", found "wires"; did you mean wire?'],
    [{ fields: 5 }, "fields: expected an object of values by path, found 5"],
    [null, "expected an object with seed, side, fields, types, found null"],
  ])("refuses %j: %s", (given, fault) => {
    expect(() => createFake(z.string(), given as never)).toThrow(`createFake: ${fault}`);
  });

  it("refuses a seed of an arbitrary", () => {
    expect(() => arbitraryOf(z.string(), { seed: 1 } as never)).toThrow(
      "arbitraryOf: seed: no setting; known: side, fields, types",
    );
  });
});

describe("createFakes", () => {
  it("refuses what is no contract", () => {
    expect(() => createFakes({ A: "x" } as never)).toThrow(
      "createFakes: expected the contract that a client package exports, found an object",
    );
  });
});

describe("restHandlers", () => {
  it.each([
    [{ baseUri: "x" }, "restHandlers: baseUri: no setting; did you mean baseUrl?"],
    [{ baseUrl: 5 }, "restHandlers: baseUrl: expected an origin and optionally a base path, found 5"],
    [{ expose: "publik" }, 'restHandlers: expose: expected "public", found "publik"; did you mean public?'],
  ])("refuses %j: %s", (given, fault) => {
    expect(() => restHandlers(createMock(contract), given as never)).toThrow(fault);
  });

  it("refuses a contract in place of its mock", () => {
    expect(() => restHandlers(contract as never)).toThrow("restHandlers: expected a mock, found an object; make one");
  });
});

describe("mockInterceptor", () => {
  it.each([
    [{ onUnhandled: "error" }, "mockInterceptor: onUnhandled: no setting; did you mean onUnhandledFrame?"],
    [
      { onUnhandledFrame: "eror" },
      'mockInterceptor: onUnhandledFrame: expected "bypass" or "warn" or "error", found "eror"; did you mean error?',
    ],
  ])("refuses %j: %s", (given, fault) => {
    expect(() => mockInterceptor([], given as never)).toThrow(fault);
  });

  it("refuses handlers that are no list", () => {
    expect(() => mockInterceptor({} as never)).toThrow(
      "mockInterceptor: expected an array of handlers, or msw's server, found an object",
    );
  });
});

describe("mockTransport", () => {
  it("refuses a misspelt option", () => {
    expect(() => mockTransport([], { connection: 5 } as never)).toThrow(
      "connection: no setting; did you mean connections?",
    );
  });
});

describe("createRecorder", () => {
  it.each([
    [{ consumers: "x" }, "createRecorder: consumers: no setting; did you mean consumer?"],
    [{ consumer: 5 }, "createRecorder: consumer: expected the name of a service, found 5"],
    [{ matchers: [] }, "createRecorder: matchers: expected an object of matchers by operation, found an array"],
    [
      { matchers: { "shop.name": { output: { match: "exakt" } } } },
      'createRecorder: matchers.shop.name.output.match: expected "exact" or "regex" or "like", found "exakt"; did you',
    ],
  ])("refuses %j: %s", (given, fault) => {
    expect(() => createRecorder(given as never)).toThrow(fault);
  });
});
