/** The classes of faults, and what follows a failed try. */

import { ServiceError } from "@seamline/core";
import { SchemaMismatch } from "@seamline/core/internal";
import { describe, expect, it } from "vitest";
import { type Attempt, classifyFault, EnvelopeError, outcomeOf, outcomeOfPoison } from "../src/index.ts";

const first: Attempt = { number: 1, crashes: 0 };
const declared = (retryable: boolean): ServiceError =>
  Object.assign(new ServiceError("not_found", "no such kitchen", { reason: "kitchenNotFound", retryable }), {
    service: "kitchen",
  });
const coded = (code: string, fields: object = {}): Error => Object.assign(new Error("a fault"), { code, ...fields });

describe("the class of a fault", () => {
  it.each([
    ["an envelope that is none", new EnvelopeError("id: expected text"), "final"],
    ["a payload outside its schema", new SchemaMismatch([]), "final"],
    ["an invalid argument", new ServiceError("invalid_argument", "no"), "final"],
    ["a declared error", declared(false), "final"],
    ["a declared error that may be retried", declared(true), "counted"],
    ["a mistake of the handler", new TypeError("undefined is no function"), "counted"],
    ["a value that is no error", "no", "counted"],
    ["nothing", undefined, "counted"],
    ["a call that ran out of time", new ServiceError("deadline_exceeded", "late"), "counted"],
    ["a service that is not there", new ServiceError("unavailable", "down", { reason: "address" }), "environment"],
    ["a full queue", new ServiceError("resource_exhausted", "full"), "environment"],
    ["a refused connection", coded("ECONNREFUSED"), "environment"],
    ["a cause that is a lost connection", new Error("handler", { cause: coded("ECONNRESET") }), "environment"],
    ["PostgreSQL that shuts down", coded("57P01"), "environment"],
    ["a serialization failure", coded("40001"), "environment"],
    ["a duplicate row", coded("23505"), "counted"],
    ["MariaDB with a lost connection", coded("PROTOCOL_CONNECTION_LOST"), "environment"],
    ["SQLite that is busy", coded("ERR_SQLITE_ERROR", { errcode: 517 }), "environment"],
    ["a constraint of SQLite", coded("ERR_SQLITE_ERROR", { errcode: 1555 }), "counted"],
    ["a pool that has no connection", new Error("timeout exceeded when trying to connect"), "environment"],
  ])("of %s is known", (_name, reason, expected) => {
    expect(classifyFault(reason)).toBe(expected);
  });

  it("of an error that causes itself is found all the same", () => {
    const error = new Error("a circle");
    error.cause = error;
    expect(classifyFault(error)).toBe("counted");
  });
});

describe("the outcome of a failed try", () => {
  it("is the end for a final fault, of the message or of its key", () => {
    const fault = new EnvelopeError("id: expected text");
    expect(outcomeOf(fault, first)).toMatchObject({
      kind: "dead",
      error: expect.stringContaining("id: expected text"),
    });
    expect(outcomeOf(fault, first, { afterFailure: "block-key" })).toMatchObject({ kind: "blocked" });
  });

  it("is another try after a random pause whose bound triples, up to a limit of tries", () => {
    for (const [number, bound] of [
      [1, 500],
      [2, 1_500],
      [8, 1_093_500],
      [11, 1_200_000],
    ] as const) {
      const pauses = Array.from(
        { length: 200 },
        () => outcomeOf(new Error("no"), { number, crashes: 0 }).afterMs ?? -1,
      );
      expect(Math.max(...pauses)).toBeLessThanOrEqual(bound);
      expect(Math.max(...pauses)).toBeGreaterThan(bound / 2); // all 200 in the lower half: 1 in 2 ** 200
      expect(Math.min(...pauses)).toBeLessThan(bound / 2);
    }
    expect(outcomeOf(new Error("no"), { number: 12, crashes: 0 }).kind).toBe("dead");
    expect(outcomeOf(new Error("no"), { number: 2, crashes: 0 }, { maxAttempts: 2 }).kind).toBe("dead");
  });

  it("never is the end while the fault lies elsewhere, and does not count", () => {
    const outcome = outcomeOf(new ServiceError("unavailable", "down"), { number: 500, crashes: 0 });
    expect(outcome).toMatchObject({ kind: "retry", counted: false });
    expect(outcome.afterMs).toBeGreaterThanOrEqual(2_500);
    expect(outcome.afterMs).toBeLessThanOrEqual(7_500);
  });

  it("waits as long as a callee asks for", () => {
    const fault = new ServiceError("unavailable", "down", { retryAfterMs: 60_000 });
    expect(outcomeOf(fault, first).afterMs).toBe(60_000);
  });

  it("is the end for a message that ends its processes", () => {
    expect(outcomeOfPoison({ number: 3, crashes: 2 })).toBeUndefined();
    expect(outcomeOfPoison({ number: 4, crashes: 3 })).toEqual({
      kind: "dead",
      error: "3 tries of it ended their process",
    });
  });
});
