/** The envelope beside the official SDK of CloudEvents: each reads what the other writes. */

import { CloudEvent, HTTP } from "cloudevents";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createMessageId, type Envelope, parseEnvelope, printEnvelope } from "../src/index.ts";

const contentType = { "content-type": "application/cloudevents+json" };

/** Text that CloudEvents allows in an attribute: no control characters, no lone surrogates. */
const attribute = fc
  .string({ unit: "grapheme", minLength: 1, maxLength: 40 })
  .filter((text) => text.length <= 255 && !/\p{Cc}/u.test(text) && text.trim() !== "");

const envelopes: fc.Arbitrary<Envelope> = fc.record(
  {
    id: fc.constant(null).map(() => createMessageId()),
    source: fc.stringMatching(/^[a-z][A-Za-z0-9]{0,20}$/),
    type: fc.stringMatching(/^[a-z][A-Za-z0-9]{0,20}\.[a-z][A-Za-z0-9]{0,20}\.v[1-9]$/),
    time: fc
      .date({ min: new Date("1970-01-01"), max: new Date("9999-12-31"), noInvalidDate: true })
      .map((date) => date.toISOString()),
    subject: attribute,
    partitionKey: attribute,
    aggregateVersion: fc.integer({ min: 0, max: 0x7fffffff }),
    correlationId: attribute,
    causationId: attribute,
    tenant: attribute,
    data: fc.dictionary(fc.stringMatching(/^[a-z]{1,8}$/), fc.jsonValue(), { minKeys: 1 }),
  },
  { requiredKeys: ["id", "source", "type", "time", "data"] },
);

describe("an envelope", () => {
  it("is read by the SDK with every attribute", () => {
    fc.assert(
      fc.property(envelopes, (envelope) => {
        const event = HTTP.toEvent({ headers: contentType, body: printEnvelope(envelope) }) as CloudEvent<unknown>;
        expect(event.validate()).toBe(true);
        expect(event.toJSON()).toMatchObject({
          id: envelope.id,
          source: envelope.source,
          type: envelope.type,
          specversion: "1.0",
          ...(envelope.subject !== undefined && { subject: envelope.subject }),
          ...(envelope.partitionKey !== undefined && { partitionkey: envelope.partitionKey }),
          ...(envelope.aggregateVersion !== undefined && { aggregateversion: envelope.aggregateVersion }),
          ...(envelope.tenant !== undefined && { tenant: envelope.tenant }),
        });
        expect(event.data).toEqual(JSON.parse(JSON.stringify(envelope.data)));
        expect(Date.parse(String(event.time))).toBe(Date.parse(envelope.time));
      }),
    );
  });

  it("of the SDK is read with every attribute", () => {
    fc.assert(
      fc.property(envelopes, ({ data, ...attributes }) => {
        const event = new CloudEvent({
          id: attributes.id,
          source: attributes.source,
          type: attributes.type,
          time: attributes.time,
          datacontenttype: "application/json",
          data,
          ...(attributes.subject !== undefined && { subject: attributes.subject }),
          ...(attributes.partitionKey !== undefined && { partitionkey: attributes.partitionKey }),
          ...(attributes.aggregateVersion !== undefined && { aggregateversion: attributes.aggregateVersion }),
          ...(attributes.correlationId !== undefined && { correlationid: attributes.correlationId }),
          ...(attributes.causationId !== undefined && { causationid: attributes.causationId }),
          ...(attributes.tenant !== undefined && { tenant: attributes.tenant }),
        });
        const read = parseEnvelope(String(HTTP.structured(event).body));
        expect(read).toEqual({ ...attributes, data: JSON.parse(JSON.stringify(data)) });
      }),
    );
  });
});
