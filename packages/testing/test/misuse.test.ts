/** Options as a program without a type checker may write them. */

import { defineContract } from "@seamline/core";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { arbitraryOf, createFake, createFakes } from "../src/fake.ts";
import {
  createCertificateAuthority,
  createFaultProxy,
  createMock,
  createRecorder,
  mocks,
  verifyRecordings,
} from "../src/index.ts";
import { restHandlers } from "../src/msw.ts";
import { toPact } from "../src/pact.ts";
import { mockInterceptor, mockTransport } from "../src/undici.ts";
import { verifyInteractions } from "../src/vitest.ts";
import { recordInteractions } from "../src/vitest-config.ts";

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

describe("createFaultProxy", () => {
  const target = { port: 1 };

  it.each([
    [{ target, plann: {} }, "createFaultProxy: plann: no setting; known: target, seed, faults"],
    [
      { target: { prot: 1 } },
      "createFaultProxy: target: expected port, found none; target.prot: no setting; did you mean",
    ],
    [{ target: { port: "1" } }, 'createFaultProxy: target.port: expected a port, 1 to 65535, found "1"'],
    [{ target, seed: "x" }, 'createFaultProxy: seed: expected an integer, found "x"'],
    [{ target, faults: { other: {} } }, "faults: other: no setting; did you mean others?"],
    [
      { target, faults: { others: { response: { cut: { at: 1, by: "rts" } } } } },
      'faults: others.response.cut.by: expected "fin" or "rst" or "stall", found "rts"; did you mean rst?',
    ],
    [undefined, "createFaultProxy: expected an object with target, seed, faults, found undefined"],
  ])("refuses %j: %s", async (given, fault) => {
    await expect(createFaultProxy(given as never)).rejects.toThrow(fault);
  });
});

describe("verifyRecordings", () => {
  it.each([
    [{ recording: [] }, "recording: no setting; did you mean recordings?"],
    [{ contract, recordings: {}, target: "x" }, "recordings: expected an array of recordings, found an object"],
    [{ contract, recordings: [{}], target: "x" }, "recordings[0]: expected consumer, found none"],
    [
      { contract, recordings: [], target: 5 },
      "target: expected an application, a dispatcher, a transport or a URL, fo",
    ],
  ])("refuses %j: %s", async (given, fault) => {
    await expect(verifyRecordings(given as never)).rejects.toThrow(fault);
    await expect(verifyRecordings(given as never)).rejects.toThrow(/^verifyRecordings: /);
  });
});

describe("toPact", () => {
  const recording = { consumer: "a", provider: "shop", expects: {}, interactions: [] };

  it.each([
    [undefined, undefined, "toPact: recording: expected an object with consumer, provider, expects, interactions"],
    [{}, contract, "toPact: recording: expected consumer, found none"],
    [recording, {}, "toPact: contract: expected the contract that a client package exports, found an object"],
  ])("refuses %j and %j: %s", (given, provider, fault) => {
    expect(() => toPact(given as never, provider as never)).toThrow(fault);
  });
});

describe("createCertificateAuthority", () => {
  it("refuses options in place of a common name", () => {
    expect(() => createCertificateAuthority({ commonName: "x" } as never)).toThrow(
      "createCertificateAuthority: expected a text, the common name, found an object",
    );
  });

  it.each([
    [{ host: ["a"] }, "issue: host: no setting; did you mean hosts?"],
    [{ hosts: "a" }, 'issue: hosts: expected an array of host names and addresses, found "a"'],
    [{ notAfter: "2030-01-01" }, 'issue: notAfter: expected a Date, found "2030-01-01"'],
  ])("refuses the subject %j: %s", (given, fault) => {
    expect(() => createCertificateAuthority().issue(given as never)).toThrow(fault);
  });
});

describe("recordInteractions and verifyInteractions", () => {
  it.each([
    [{ consumers: "x" }, "recordInteractions: consumers: no setting; did you mean consumer?"],
    [{ mode: "chek" }, 'recordInteractions: mode: expected "write" or "check", found "chek"; did you mean check?'],
  ])("refuse %j: %s", (given, fault) => {
    expect(() => recordInteractions(given as never)).toThrow(fault);
  });

  it.each([
    [{ contract, file: "x", target: "x" }, "verifyInteractions: expected files, found none; file: no setting; did you"],
    [
      { contract, files: "x", target: "x", states: { a: 5 } },
      "verifyInteractions: states.a: expected a function, found 5",
    ],
  ])("refuse %j: %s", (given, fault) => {
    expect(() => verifyInteractions(given as never)).toThrow(fault);
  });
});
