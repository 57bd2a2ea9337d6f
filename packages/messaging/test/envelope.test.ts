/** The envelope: what is printed is read back, and what is none is refused by its attribute. */

import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createMessageId, type Envelope, maxMessageBytes, parseEnvelope, printEnvelope } from "../src/index.ts";

const envelope: Envelope = {
  id: createMessageId(),
  source: "customer",
  type: "customer.orderCreated.v1",
  time: "2026-11-30T12:00:00.000Z",
  data: { orderId: 1 },
};
const text = (changes: object): string => JSON.stringify({ ...JSON.parse(printEnvelope(envelope)), ...changes });

describe("an envelope", () => {
  it("is one JSON object with the attributes of CloudEvents", () => {
    const printed = printEnvelope({ ...envelope, partitionKey: "7", aggregateVersion: 3, tenant: "acme" });
    expect(JSON.parse(printed)).toEqual({
      specversion: "1.0",
      id: envelope.id,
      source: "customer",
      type: "customer.orderCreated.v1",
      time: "2026-11-30T12:00:00.000Z",
      partitionkey: "7",
      tenant: "acme",
      aggregateversion: 3,
      datacontenttype: "application/json",
      data: { orderId: 1 },
    });
  });

  it("is read as it was printed", () => {
    const attribute = fc
      .string({ minLength: 1, maxLength: 255, unit: "binary" })
      .filter((one) => !/\p{Cc}/u.test(one) && one.length < 256);
    const optional = fc.option(attribute, { nil: undefined });
    const names = ["subject", "partitionKey", "correlationId", "causationId", "traceparent", "tenant"];
    void fc.assert(
      fc.property(
        fc.record({ ...Object.fromEntries(names.map((name) => [name, optional])), source: attribute, type: attribute }),
        fc.option(fc.nat(0x7fffffff), { nil: undefined }),
        fc.jsonValue(),
        (attributes, aggregateVersion, data) => {
          const given = { ...envelope, ...attributes, aggregateVersion, data };
          const read = parseEnvelope(printEnvelope(given));
          expect(read).toEqual(JSON.parse(JSON.stringify(given)));
        },
      ),
    );
  });

  it.each([
    ["nonsense", "expected a CloudEvent in JSON, found text that is no JSON"],
    ["[]", "expected a CloudEvent, a JSON object, found another JSON value"],
    ["{}", 'specversion: expected "1.0", found nothing'],
    [text({ specversion: "0.3" }), 'specversion: expected "1.0", found 3 characters'],
    [text({ id: "" }), "id: expected text of 1 to 255 characters without control characters, found 0 characters"],
    [text({ type: 5 }), "type: expected text of 1 to 255 characters without control characters, found number"],
    [
      text({ tenant: "a\nb" }),
      "tenant: expected text of 1 to 255 characters without control characters, found 3 characters",
    ],
    [text({ time: "yesterday" }), "time: expected a time in RFC 3339, found 9 characters"],
    [text({ datacontenttype: "text/xml" }), "datacontenttype: expected application/json, found 8 characters"],
    [text({ data: undefined }), "data: expected a payload in JSON, found nothing"],
    [text({ aggregateversion: 1.5 }), "aggregateversion: expected a whole number from 0 to 2147483647, found number"],
    [text({ data: "x".repeat(maxMessageBytes) }), /^expected a message of at most 1048576 bytes, found \d+$/],
  ])("is refused: %.40s", (given, message) => {
    expect(() => parseEnvelope(given)).toThrow(message);
  });

  it("is refused before it is sent, if it is too large or an attribute has no form", () => {
    expect(() => printEnvelope({ ...envelope, data: "ü".repeat(maxMessageBytes / 2) })).toThrow(
      "at most 1048576 bytes",
    );
    expect(() => printEnvelope({ ...envelope, partitionKey: "" })).toThrow("partitionkey: expected text");
    expect(() => printEnvelope({ ...envelope, subject: "x".repeat(256) })).toThrow("subject: expected text");
  });
});

describe("the id of a message", () => {
  it("is a UUID of version 7 that sorts by time, also within a millisecond", () => {
    const ids = Array.from({ length: 10_000 }, () => createMessageId(1_700_000_000_000));
    for (const id of ids) expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(ids.toSorted()).toEqual(ids);
    expect(new Set(ids).size).toBe(10_000);
  });
});
