import { describe, expect, it } from "vitest";
import { createTrace, parseTraceparent, printTraceparent } from "./trace.ts";

describe("parseTraceparent", () => {
  it("reads the output of printTraceparent", () => {
    const trace = createTrace(undefined);
    expect(parseTraceparent(printTraceparent(trace))).toEqual(trace);
  });

  it.each([
    undefined,
    "",
    "00-00000000000000000000000000000000-0000000000000001-01",
    "00-0000000000000000000000000000000a-0000000000000000-01",
    "ff-0000000000000000000000000000000a-0000000000000001-01",
    "00-0000000000000000000000000000000A-0000000000000001-01",
    "00-a-1-01",
  ])("ignores %j", (header) => {
    expect(parseTraceparent(header)).toBeUndefined();
  });
});

describe("createTrace", () => {
  it("keeps the parent's trace and gives each call a new span", () => {
    const parent = createTrace(undefined);
    const child = createTrace(parent);
    expect(child.traceId).toBe(parent.traceId);
    expect(child.spanId).not.toBe(parent.spanId);
  });
});
