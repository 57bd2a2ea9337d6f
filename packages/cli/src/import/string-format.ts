/** Formats of texts. */

import { z } from "zod";
import { type Expression, value, zod } from "./expression.ts";
import type { Report } from "./finding.ts";
import { has, type SchemaObject } from "./schema-reader.ts";

/** One way to write a format. */
interface Format {
  readonly expression: Expression;
  /** The pattern that zod tests, which its documents repeat. */
  readonly pattern?: RegExp;
  /** How it differs from the format's own definition, if it does. */
  readonly finding?: readonly ["widened" | "narrowed" | "approximated", string];
}

const text: Format = { expression: zod("string") };

function iso(name: string, ...args: readonly Expression[]): Expression {
  return { kind: "chain", head: "z.iso", calls: [{ name, args }] };
}

function plain(name: string, schema: z.ZodType, finding?: Format["finding"]): Format {
  const { pattern } = schema._zod;
  return { expression: zod(name), ...(pattern !== undefined && { pattern }), ...(finding && { finding }) };
}

const notChecked = (format: string): Format => ({
  expression: zod("string"),
  finding: ["widened", `the format ${JSON.stringify(format)} is not checked; any text is taken`],
});

/** By format, from the widest to the narrowest: a document's pattern may name one of them. */
const formats: Readonly<Record<string, readonly Format[]>> = {
  "date-time": [
    {
      expression: iso("datetime", value({ offset: true })),
      pattern: z.iso.datetime({ offset: true })._zod.pattern,
      finding: ["approximated", "a date-time in lower case, or with a leap second, is refused"],
    },
    { expression: iso("datetime"), pattern: z.iso.datetime()._zod.pattern },
    {
      expression: iso("datetime", value({ local: true })),
      pattern: z.iso.datetime({ local: true })._zod.pattern,
    },
  ],
  date: [{ expression: iso("date"), pattern: z.iso.date()._zod.pattern }],
  duration: [
    {
      expression: iso("duration"),
      pattern: z.iso.duration()._zod.pattern,
      finding: ["approximated", "durations with fractions or signs may be taken or refused differently"],
    },
  ],
  email: [plain("email", z.email(), ["narrowed", "z.email() refuses quoted and non-ASCII addresses"])],
  uuid: [plain("guid", z.guid()), plain("uuid", z.uuid())],
  uri: [plain("url", z.url(), ["approximated", "z.url() takes what URL.parse() reads, as with spaces inside"])],
  ipv4: [plain("ipv4", z.ipv4())],
  ipv6: [plain("ipv6", z.ipv6(), ["narrowed", "z.ipv6() refuses some addresses that end in an IPv4 one"])],
  hostname: [plain("hostname", z.hostname(), ["approximated", "z.hostname() differs in names of unusual lengths"])],
  byte: [plain("base64", z.base64())],
  base64: [plain("base64", z.base64())],
  base64url: [plain("base64url", z.base64url())],
  password: [text],
  binary: [text],
  // Formats of zod's own documents.
  time: [
    {
      ...notChecked("time"),
    },
    { expression: iso("time"), pattern: z.iso.time()._zod.pattern },
  ],
  guid: [plain("guid", z.guid())],
  cidrv4: [plain("cidrv4", z.cidrv4())],
  cidrv6: [plain("cidrv6", z.cidrv6())],
  e164: [plain("e164", z.e164())],
  jwt: [notChecked("jwt")],
  cuid: [plain("cuid", z.cuid())],
  cuid2: [plain("cuid2", z.cuid2())],
  ulid: [plain("ulid", z.ulid())],
  nanoid: [plain("nanoid", z.nanoid())],
  ksuid: [plain("ksuid", z.ksuid())],
  xid: [plain("xid", z.xid())],
  emoji: [plain("emoji", z.emoji())],
};

/** Converts the format; `coversPattern` is true if the pattern beside it is zod's own for it. */
export function convertFormat(
  report: Report,
  pointer: string,
  schema: SchemaObject,
): { readonly expression: Expression; readonly coversPattern: boolean } {
  const { format, pattern } = schema;
  if (!has(schema, "format") || typeof format !== "string")
    return { expression: text.expression, coversPattern: false };
  const own = Object.hasOwn(formats, format) ? formats[format] : undefined;
  const known = own ?? [notChecked(format)];
  const named = known.find((one) => one.pattern !== undefined && one.pattern.source === pattern);
  if (named !== undefined) return { expression: named.expression, coversPattern: true };
  const [{ expression, finding } = text] = known;
  if (finding !== undefined) report.add(finding[0], pointer, finding[1]);
  return { expression, coversPattern: false };
}
