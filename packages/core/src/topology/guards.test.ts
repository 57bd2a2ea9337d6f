import { describe, expect, it } from "vitest";
import type { Fault } from "./fault.ts";
import { readGuardMode, readGuards } from "./guards.ts";

const known = ["shelf", "shelf.getBook"];

function modesOf(...[input, environment]: [Parameters<typeof readGuards>[0], Parameters<typeof readGuards>[1]?]) {
  const faults: Fault[] = [];
  const settings = readGuards(input, environment, known, faults);
  expect(faults).toEqual([]);
  return Object.values(settings).map(({ mode }) => mode);
}

function faultsOf(input: unknown): readonly string[] {
  const faults: Fault[] = [];
  readGuards(input as never, undefined, known, faults);
  return faults.map(({ key, message }) => `${key}: ${message}`);
}

describe("readGuards", () => {
  it("has none by default", () => {
    expect(modesOf(undefined)).toEqual(["off", "off", "off", "off"]);
  });

  it("takes a mode for all, or for each", () => {
    expect(modesOf("warn")).toEqual(["warn", "warn", "warn", "warn"]);
    expect(modesOf({})).toEqual(["error", "error", "error", "error"]);
    expect(modesOf({ mode: "warn", rules: { "n-plus-one": "off", "call-depth": { mode: "error" } } })).toEqual([
      "warn",
      "off",
      "error",
      "warn",
    ]);
  });

  it("lets the environment win", () => {
    const rules = { "n-plus-one": "off", "call-depth": "error" } as const;
    expect(modesOf(undefined, "error")).toEqual(["error", "error", "error", "error"]);
    expect(modesOf({ rules }, "warn")).toEqual(["warn", "off", "warn", "warn"]);
    expect(modesOf({ rules }, "off")).toEqual(["off", "off", "off", "off"]);
    expect(modesOf({ mode: "warn", rules }, "error")).toEqual(["error", "off", "error", "error"]);
  });

  it("has a threshold for each, and takes another", () => {
    const settings = readGuards({ rules: { "n-plus-one": { max: 2, except: ["shelf"] } } }, undefined, known, []);
    expect(Object.values(settings).map(({ max }) => max)).toEqual([0, 2, 8, 0]);
    expect(settings["n-plus-one"].except).toEqual(["shelf"]);
  });

  it("names every fault", () => {
    expect(
      faultsOf({
        mode: "loud",
        colour: 1,
        report: "stderr",
        rules: {
          "n-plus-on": "warn",
          "n-plus-one": { max: -1, mode: 3, limit: 4 },
          "call-depth": { except: ["shelg"] },
        },
      }),
    ).toEqual([
      "guards.colour: no setting; known: mode, rules, report",
      "guards.report: expected a function, found string",
      'guards.mode: expected error, warn, off, found "loud"',
      "guards.rules.n-plus-on: no guard has this name; did you mean n-plus-one?",
      "guards.rules.n-plus-one.limit: no setting; known: mode, max, except",
      "guards.rules.n-plus-one.max: expected a whole number from 0, found -1",
      "guards.rules.n-plus-one.mode: expected error, warn, off, found number",
      'guards.rules.call-depth.except: no service or operation is called "shelg"; did you mean shelf?',
    ]);
    expect(faultsOf(true)).toEqual(['guards: expected a mode or an object such as { mode: "warn" }, found boolean']);
    expect(faultsOf({ rules: { "call-depth": 3 } })).toEqual([
      "guards.rules.call-depth: expected a mode or an object such as { max: 3 }, found number",
    ]);
    expect(faultsOf({ rules: { "call-depth": { except: "shelf" } } })).toEqual([
      "guards.rules.call-depth.except: expected an array of services and operations, found string",
    ]);
  });
});

describe("readGuardMode", () => {
  it("takes the empty text for none, and names unknown modes", () => {
    const faults: Fault[] = [];
    expect([readGuardMode("", faults), readGuardMode("warn", faults), readGuardMode("yes", faults)]).toEqual([
      undefined,
      "warn",
      undefined,
    ]);
    expect(faults).toEqual([
      { key: "SEAMLINE_GUARDS", position: 0, message: 'expected error, warn, off, found "yes"' },
    ]);
  });
});
