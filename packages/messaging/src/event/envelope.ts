/**
 * The envelope of a message: the attributes of CloudEvents 1.0 and the wire form of a payload.
 * @see https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/spec.md
 */

/** One message, as it is stored, sent and received. */
export interface Envelope {
  /** A UUID of version 7, unique for ever: what receivers tell duplicates by. */
  readonly id: string;
  /** The service that published it. */
  readonly source: string;
  /** `service.event.vN`. */
  readonly type: string;
  /** The time it was published, in RFC 3339 with milliseconds, in UTC. */
  readonly time: string;
  /** The thing that the event is about, such as the id of an order; `undefined` if not set. */
  readonly subject?: string | undefined;
  /** Messages with one key keep their order; `undefined` for a message that has no order. */
  readonly partitionKey?: string | undefined;
  /** The version of what changed, counted by its owner; `undefined` if not set. */
  readonly aggregateVersion?: number | undefined;
  /** The id of the call or message that everything began with. */
  readonly correlationId?: string | undefined;
  /** The id of the call or message that directly led to this one. */
  readonly causationId?: string | undefined;
  /** W3C trace context. */
  readonly traceparent?: string | undefined;
  /** The tenant of the publisher's call. */
  readonly tenant?: string | undefined;
  /** The payload in its wire form: JSON. */
  readonly data: unknown;
}

/** Thrown for text that is no envelope, and for envelopes beyond the limits. */
export class EnvelopeError extends Error {
  /** Takes a message that names the attribute. */
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "EnvelopeError";
  }
}

/** The text attributes: in Seamline, in CloudEvents, whether required, and their longest value. */
const texts: readonly (readonly [keyof Envelope, string, boolean])[] = [
  ["id", "id", true],
  ["source", "source", true],
  ["type", "type", true],
  ["time", "time", true],
  ["subject", "subject", false],
  ["partitionKey", "partitionkey", false],
  ["correlationId", "correlationid", false],
  ["causationId", "causationid", false],
  ["traceparent", "traceparent", false],
  ["tenant", "tenant", false],
];

/** The control characters, which attributes of CloudEvents exclude. */
const controls = /\p{Cc}/u;

/** Characters of an attribute's value. */
const maxAttributeLength = 255;
/** Bytes of a message in UTF-8. */
export const maxMessageBytes: number = 1 << 20;

/**
 * Prints an envelope in the structured mode of CloudEvents: one JSON object.
 * @throws {EnvelopeError} for attributes and payloads beyond the limits.
 */
export function printEnvelope(envelope: Envelope): string {
  const printed: Record<string, unknown> = { specversion: "1.0" };
  for (const [name, attribute, required] of texts) {
    const value = envelope[name];
    if (value === undefined && !required) continue;
    printed[attribute] = checkText(attribute, value);
  }
  if (envelope.aggregateVersion !== undefined) printed.aggregateversion = checkVersion(envelope.aggregateVersion);
  const text = JSON.stringify({ ...printed, datacontenttype: "application/json", data: envelope.data });
  assertSize(text);
  return text;
}

/**
 * Reads an envelope from the structured mode of CloudEvents. Unknown attributes are ignored.
 * @throws {EnvelopeError} naming the attribute, its expected form and what was found; never with a
 * value of the payload.
 */
export function parseEnvelope(text: string): Envelope {
  assertSize(text);
  const event = parseObject(text);
  if (event.specversion !== "1.0") throw expected("specversion", '"1.0"', event.specversion);
  const type = event.datacontenttype;
  if (type !== undefined && !(typeof type === "string" && /^application\/json\s*(?:;|$)/i.test(type))) {
    throw expected("datacontenttype", "application/json", type);
  }
  if (!Object.hasOwn(event, "data")) throw expected("data", "a payload in JSON", undefined);
  const envelope: Record<string, unknown> = { data: event.data };
  for (const [name, attribute, required] of texts) {
    const value = event[attribute];
    if (value !== undefined || required) envelope[name] = checkText(attribute, value);
  }
  if (event.aggregateversion !== undefined) envelope.aggregateVersion = checkVersion(event.aggregateversion);
  if (!Number.isFinite(Date.parse(String(envelope.time)))) throw expected("time", "a time in RFC 3339", envelope.time);
  return envelope as unknown as Envelope;
}

function parseObject(text: string): Readonly<Record<string, unknown>> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new EnvelopeError("expected a CloudEvent in JSON, found text that is no JSON", { cause });
  }
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  throw new EnvelopeError("expected a CloudEvent, a JSON object, found another JSON value");
}

function assertSize(text: string): void {
  const bytes = text.length > maxMessageBytes ? text.length : Buffer.byteLength(text);
  if (bytes > maxMessageBytes)
    throw new EnvelopeError(`expected a message of at most ${maxMessageBytes} bytes, found ${bytes}`);
}

function checkText(attribute: string, value: unknown): string {
  if (typeof value === "string" && value !== "" && value.length <= maxAttributeLength && !controls.test(value))
    return value;
  throw expected(attribute, `text of 1 to ${maxAttributeLength} characters without control characters`, value);
}

/** CloudEvents has integers of 32 bits. */
function checkVersion(value: unknown): number {
  if (typeof value === "number" && Number.isInteger(value) && value >= 0 && value <= 0x7fffffff) return value;
  throw expected("aggregateversion", "a whole number from 0 to 2147483647", value);
}

function expected(attribute: string, form: string, value: unknown): EnvelopeError {
  const found =
    typeof value === "string" ? `${value.length} characters` : value === undefined ? "nothing" : typeof value;
  return new EnvelopeError(`${attribute}: expected ${form}, found ${found}`);
}
