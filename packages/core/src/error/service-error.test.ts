import { describe, expect, it } from "vitest";
import { TooShy } from "../../test/greeter.ts";
import { DeclaredError } from "./declared-error.ts";
import { ServiceError } from "./service-error.ts";

/** The module once more, as a second copy in node_modules would load it. */
async function secondCopy(): Promise<typeof import("./service-error.ts") & typeof import("./declared-error.ts")> {
  const { ServiceError: Other } = await import("./service-error.ts?copy=2" as string);
  const { DeclaredError: OtherDeclared } = await import("./declared-error.ts?copy=2" as string);
  return { ServiceError: Other, DeclaredError: OtherDeclared } as never;
}

describe("ServiceError", () => {
  it("is recognised across copies of the package, by instanceof too", async () => {
    const { ServiceError: Other } = await secondCopy();
    expect(Other).not.toBe(ServiceError);
    expect(new Other("internal", "x")).toBeInstanceOf(ServiceError);
    expect(new ServiceError("internal", "x")).toBeInstanceOf(Other);
    expect(new Error("x")).not.toBeInstanceOf(ServiceError);
  });

  it("loses its brand when it is spread or cloned", () => {
    const error = new ServiceError("internal", "x");
    expect(ServiceError.is({ ...error })).toBe(false);
    expect(ServiceError.is(structuredClone(error))).toBe(false);
  });

  it("turns foreign failures into codes and keeps their messages out of its own", () => {
    expect(ServiceError.from(new DOMException("x", "TimeoutError")).code).toBe("deadline_exceeded");
    expect(ServiceError.from(new DOMException("x", "AbortError")).code).toBe("canceled");
    for (const reason of [
      new Error("s3cret"),
      "s3cret",
      undefined,
      null,
      42,
      {
        get name() {
          throw new Error("no");
        },
      },
    ]) {
      const error = ServiceError.from(reason, { operation: "greeter.greet" });
      expect(error.code).toBe("internal");
      expect(error.message).not.toContain("s3cret");
    }
  });

  it("makes a ServiceError of any abort reason", () => {
    for (const reason of ["stop", undefined, new Error("x"), { code: 1 }])
      expect(ServiceError.canceled(reason).code).toBe("canceled");
    expect(ServiceError.canceled(AbortSignal.timeout(0).reason ?? new DOMException("x", "TimeoutError")).code).toBe(
      "deadline_exceeded",
    );
  });
});

describe("DeclaredError", () => {
  it("is recognised by service and reason, not by class", () => {
    class Other extends DeclaredError<{ name: string }> {
      static override readonly identity = { ...TooShy.identity };
    }
    class Elsewhere extends DeclaredError<undefined> {
      static override readonly identity = { ...TooShy.identity, service: "other" };
    }
    class Bolder extends DeclaredError<undefined> {
      static override readonly identity = { ...TooShy.identity, reason: "tooBold" };
    }
    const error = new TooShy({ name: "ada" });
    expect(error).not.toBeInstanceOf(Bolder);
    expect(error).toBeInstanceOf(Other);
    expect(error).toBeInstanceOf(DeclaredError);
    expect(error).toBeInstanceOf(Error);
    expect(error).not.toBeInstanceOf(Elsewhere);
    expect(error).toMatchObject({
      code: "failed_precondition",
      reason: "tooShy",
      details: { name: "ada" },
      message: "too shy",
    });
  });
});
