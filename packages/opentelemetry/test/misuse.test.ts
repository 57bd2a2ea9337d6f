/** Options as a program without a type checker may write them. */

import { describe, expect, it } from "vitest";
import { telemetry } from "../src/index.ts";

describe("telemetry", () => {
  it.each([
    [{ tracerProvder: {} }, "telemetry: tracerProvder: no setting; did you mean tracerProvider?"],
    [{ meterProvider: {} }, "telemetry: meterProvider: expected a provider with getMeter, found an object"],
    [null, "telemetry: expected an object with tracerProvider, meterProvider, found null"],
  ])("refuses %j: %s", (given, fault) => {
    expect(() => telemetry(given as never)).toThrow(fault);
  });
});
