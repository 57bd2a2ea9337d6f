import { AssertionError } from "node:assert";
import { errors } from "undici";
import { describe, expect, it } from "vitest";
import { failuresByCode, findFailure, toFailure } from "./transport-failures.ts";

const withCode = (code: string): Error => Object.assign(new Error(code), { code });

describe("findFailure", () => {
  it.each(Object.entries(errors))("knows undici's %s", (name, type) => {
    // Some classes have the code as second parameter, some as third: an object fits where they read
    // its fields.
    const make = type as unknown as new (...given: unknown[]) => Error & { code?: string };
    const error = name === "HTTPParserError" ? new make("message") : new make("message", undefined, {});
    if (name !== "HTTPParserError") expect(Object.keys(failuresByCode)).toContain(error.code);
    expect(findFailure(error)?.code).toMatch(/^(?:unavailable|internal|resource_exhausted)$/);
  });

  it.each([
    "CERT_HAS_EXPIRED",
    "ERR_TLS_CERT_ALTNAME_INVALID",
    "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
    "ERR_SSL_WRONG_VERSION_NUMBER",
    "EPROTO",
  ])("classifies %s as a fault of TLS", (code) => {
    expect(findFailure(withCode(code))).toMatchObject({ code: "unavailable", sent: "not_sent", reason: "tls" });
  });

  it("classifies parser and assertion errors as a response that is not HTTP", () => {
    expect(findFailure(new errors.HTTPParserError("bad"))).toMatchObject({ code: "internal" });
    expect(findFailure(withCode("HPE_INVALID_CONSTANT"))).toMatchObject({ code: "internal" });
    expect(findFailure(new AssertionError({ message: "status" }))).toMatchObject({ code: "internal" });
  });

  it.each(["a string", undefined, null, 42, new Error("anything"), withCode("constructor")])(
    "does not guess at %s",
    (reason) => {
      expect(findFailure(reason)).toBeUndefined();
      expect(toFailure(reason, "sent")).toMatchObject({ code: "internal", sent: "maybe_sent" });
    },
  );
});

describe("toFailure", () => {
  it("returns not_sent only while that is certain", () => {
    expect(toFailure(withCode("ECONNRESET"), "queued").sent).toBe("not_sent");
    expect(toFailure(withCode("ECONNRESET"), "sent").sent).toBe("maybe_sent");
    expect(toFailure(withCode("ECONNREFUSED"), "queued").sent).toBe("not_sent");
    expect(toFailure(withCode("ECONNREFUSED"), "sent").sent).toBe("maybe_sent");
  });

  it("classifies a connection that is lost within the response as a truncated response", () => {
    expect(toFailure(withCode("UND_ERR_SOCKET"), "receiving")).toMatchObject({ code: "data_loss", sent: "maybe_sent" });
    expect(toFailure(new errors.ResponseContentLengthMismatchError(), "receiving").code).toBe("data_loss");
    expect(toFailure(new errors.ResponseContentLengthMismatchError(), "sent").code).toBe("internal");
    expect(toFailure(new errors.HTTPParserError("bad chunk"), "receiving").code).toBe("internal");
  });
});
