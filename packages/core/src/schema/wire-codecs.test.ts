import { describe, expect, it } from "vitest";
import { z } from "zod";
import { base64, bigintText, isoDateTime } from "./wire-codecs.ts";
import { createWireSchema } from "./wire-schema.ts";

const times = createWireSchema(isoDateTime());
const integers = createWireSchema(bigintText());
const bytes = createWireSchema(base64());

const messageOf = (run: () => unknown): string => {
  try {
    return `accepted ${String(run())}`;
  } catch (reason) {
    return (reason as Error).message;
  }
};

describe("isoDateTime", () => {
  it.each([
    ["2026-01-31T12:00:00Z", "2026-01-31T12:00:00.000Z"],
    ["2026-01-31T12:00:00.5Z", "2026-01-31T12:00:00.500Z"],
    ["2026-01-31T12:00:00+02:00", "2026-01-31T10:00:00.000Z"],
    ["2026-01-31T12:00:00+00:00", "2026-01-31T12:00:00.000Z"],
    ["2026-01-31T12:00:00.123456-08:30", "2026-01-31T20:30:00.123Z"],
    ["0000-01-01T00:00:00Z", "0000-01-01T00:00:00.000Z"],
    ["9999-12-31T23:59:59.999Z", "9999-12-31T23:59:59.999Z"],
    ["9999-12-31T23:59:59+01:00", "9999-12-31T22:59:59.000Z"],
  ])("reads %s as an instant, which is written in UTC", (text, written) => {
    expect(times.encode(times.decode(text))).toBe(written);
  });

  it.each([
    ...["2026-01-31T12:00:00", "2026-01-31", "2026-01-31T12:00Z", "2026-02-30T12:00:00Z", "2026-01-31t12:00:00z"],
    ...["2026-01-31T12:00:00+0200", "2026-01-31T12:00:00+02", "2026-01-31 12:00:00Z", "2026-01-31T24:00:00Z", ""],
    ...["0000-01-01T00:00:00+01:00", "9999-12-31T23:59:59-00:01", "+010000-01-01T00:00:00Z"],
  ])("refuses %s and states the form", (text) => {
    expect(messageOf(() => times.decode(text))).toBe(
      "at (root): expected an ISO 8601 date and time with seconds and Z or an offset, years 0000 to 9999, as 2026-01-31T12:00:00.000Z",
    );
  });

  it("refuses dates that cannot be written", () => {
    expect(messageOf(() => times.encode(new Date(Number.NaN)))).toBe("at (root): expected date, found invalid date");
    for (const date of [new Date(8.64e15), new Date(-8.64e15), new Date("-000001-12-31T23:59:59.999Z")]) {
      expect(messageOf(() => times.encode(date))).toContain("years 0000 to 9999");
    }
  });
});

describe("bigintText", () => {
  it.each(["0", "-1", "9007199254740993", "9".repeat(4096), `-${"9".repeat(4096)}`])("reads and writes %s", (text) => {
    expect(integers.encode(integers.decode(text))).toBe(text);
  });

  it.each(["007", "+1", "1.0", "1e3", " 1", "", "0x1", "1_000", "-", "٣", "9".repeat(4097), "9".repeat(100_000)])(
    "refuses %.12s and states the form",
    (text) => {
      expect(messageOf(() => integers.decode(text))).toBe(
        "at (root): expected decimal digits of an integer, at most 4,096, with a minus sign if it is negative and without leading zeros",
      );
    },
  );

  it("refuses integers that are too long to be written", () => {
    expect(messageOf(() => integers.encode(10n ** 4096n))).toContain("at most 4,096");
  });
});

describe("base64", () => {
  it.each(["", "AA==", "AAA=", "AAAA", "+/+/"])("reads and writes %s", (text) => {
    expect(bytes.encode(bytes.decode(text))).toBe(text);
  });

  it.each(["A", "AA", "AA=", "AAA", "A===", "_-_-", "AA ==", "AAAA\n", "=", "AA==AA=="])(
    "refuses %j and states the form",
    (text) => {
      expect(messageOf(() => bytes.decode(text))).toBe(
        "at (root): expected base64 with padding: A-Z, a-z, 0-9, + and /, no line breaks, not the URL alphabet",
      );
    },
  );

  it("refuses values other than bytes", () => {
    for (const value of ["AA==", [1], new Uint16Array(1), new ArrayBuffer(1), null]) {
      expect(messageOf(() => bytes.encode(value))).toBe("at (root): expected a Uint8Array");
    }
  });
});

describe("the codecs in a document", () => {
  it("state their form, which your own description replaces", () => {
    const convert = (schema: z.ZodType): object => z.toJSONSchema(schema, { io: "input" });
    expect(convert(isoDateTime())).toMatchObject({
      format: "date-time",
      description: expect.stringContaining("or an offset"),
    });
    expect(convert(bigintText())).toMatchObject({ description: expect.stringContaining("without leading zeros") });
    expect(convert(base64())).toMatchObject({ description: expect.stringContaining("not the URL alphabet") });
    expect(convert(isoDateTime().describe("When it closes."))).toMatchObject({ description: "When it closes." });
  });
});
