/**
 * The schemas of `asyncapi.json`: the envelope, and the wire side of payloads. AsyncAPI extends JSON
 * Schema of draft 7, so the schemas of openapi.json are rewritten from 2020-12.
 */

import type { ContractEvent } from "@seamline/core";
import { convertSchemas, type JsonObject, refTo } from "@seamline/core/openapi";

/** The schema of every message. No schema's id has a dot, so the name is free. */
export const cloudEventName = "seamline.CloudEvent";

const text: JsonObject = { type: "string", minLength: 1, maxLength: 255 };

/** An envelope: the attributes of CloudEvents 1.0 that Seamline sends, and the payload. */
export const cloudEvent: JsonObject = {
  description: "A CloudEvent 1.0 in structured mode.",
  type: "object",
  properties: {
    specversion: { const: "1.0" },
    id: { ...text, description: "Unique for ever: receivers recognise a second delivery by it." },
    source: { ...text, description: "The service that published it." },
    type: text,
    time: { type: "string", format: "date-time" },
    datacontenttype: { const: "application/json" },
    subject: { ...text, description: "The thing that the event is about." },
    partitionkey: { ...text, description: "Events with one key keep their order." },
    aggregateversion: {
      type: "integer",
      minimum: 0,
      maximum: 2 ** 31 - 1,
      description: "The version of the thing that changed.",
    },
    correlationid: { ...text, description: "The id of the call or event that everything began with." },
    causationid: { ...text, description: "The id of the call or event that led to this one." },
    traceparent: { ...text, description: "W3C trace context." },
    tenant: text,
    seamlinesignature: {
      type: "string",
      description: "The key's id and an HMAC of all that stands before it; the last attribute of a signed message.",
    },
    data: { description: "The payload." },
  },
  required: ["specversion", "id", "source", "type", "time", "data"],
};

/** The envelope of one event. @param payload its schema; `undefined` if it is not known. */
export function printCloudEvent(source: string, type: string, payload: JsonObject | undefined): JsonObject {
  return {
    allOf: [
      { $ref: refTo(cloudEventName) },
      {
        type: "object",
        properties: {
          source: { const: source },
          type: { const: type },
          ...(payload !== undefined && { data: payload }),
        },
      },
    ],
  };
}

/** Converted payloads. */
export interface PayloadSchemas {
  /** One per event, in order. */
  readonly payloads: readonly JsonObject[];
  /** The named schemas, by their name in the document. */
  readonly components: ReadonlyMap<string, JsonObject>;
}

/** Converts the payloads of events of one contract. @param prefix begins the names of components. */
export function convertPayloads(events: readonly ContractEvent[], prefix: string): PayloadSchemas {
  const { roots, components } = convertSchemas(
    events.map(({ name, payload }) => ({
      schema: payload.schema,
      view: "received",
      path: ["events", name, "payload"],
    })),
  );
  const rewrite = (schema: JsonObject): JsonObject => toDraft7(schema, prefix) as JsonObject;
  return {
    payloads: roots.map(rewrite),
    components: new Map([...components].map(([id, schema]) => [`${prefix}${id}`, rewrite(schema)])),
  };
}

/** Values of these keywords are no schemas. */
const literals: ReadonlySet<string> = new Set(["const", "default", "enum", "examples", "required"]);

function toDraft7(node: unknown, prefix: string): unknown {
  if (Array.isArray(node)) return node.map((item) => toDraft7(item, prefix));
  if (typeof node !== "object" || node === null) return node;
  const { $ref, discriminator, prefixItems, items, ...rest } = node as JsonObject;
  const schema: JsonObject = {};
  for (const [key, value] of Object.entries(rest)) {
    if (key === "properties") {
      const fields = Object.entries(value as JsonObject).map(([name, field]) => [name, toDraft7(field, prefix)]);
      schema.properties = Object.fromEntries(fields);
    } else schema[key] = literals.has(key) ? value : toDraft7(value, prefix);
  }
  if (prefixItems !== undefined) {
    schema.items = toDraft7(prefixItems, prefix);
    schema.additionalItems = items === undefined ? false : toDraft7(items, prefix);
  } else if (items !== undefined) schema.items = toDraft7(items, prefix);
  if (discriminator !== undefined) schema.discriminator = (discriminator as JsonObject).propertyName;
  if (typeof $ref !== "string") return schema;
  const reference = { $ref: refTo(`${prefix}${$ref.slice(refTo("").length)}`) };
  // In draft 7 a reference hides the keywords beside it.
  return Object.keys(schema).length === 0 ? reference : { allOf: [reference], ...schema };
}
