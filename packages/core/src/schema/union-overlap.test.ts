import { describe, expect, it } from "vitest";
import { z } from "zod";
import { findPortabilityFaults } from "./portable.ts";
import { base64, bigintText, isoDateTime } from "./wire-codecs.ts";

const text = z.string();
const poor = z.object({ city: text });
const rich = z.object({ city: text, street: text });

class Money {
  amount: number;

  constructor(amount: number) {
    this.amount = amount;
  }
}

const money = z.codec(z.object({ amount: z.number() }), z.instanceof(Money), {
  decode: ({ amount }) => new Money(amount),
  encode: ({ amount }) => ({ amount }),
});

const seconds = z.codec(z.number(), z.date(), {
  decode: (number) => new Date(number * 1000),
  encode: (date) => date.getTime() / 1000,
});

const flip = { decode: (value: string) => new Date(value), encode: (date: Date) => date.toISOString() };

const dropping: Record<string, z.ZodType> = {
  "a poorer object first": z.union([poor, rich]),
  "partial objects": z.union([z.object({ a: text }).partial(), z.object({ b: text }).partial()]),
  "an empty object first": z.union([z.object({}), rich]),
  "lists of them": z.union([z.array(poor), z.array(rich)]),
  "tuples of them": z.union([z.tuple([poor, text]), z.tuple([rich, text])]),
  "records of them": z.union([z.record(text, poor), z.record(text, rich)]),
  "a tuple and a list": z.union([z.tuple([poor]), z.array(rich)]),
  "objects that hold them": z.union([z.object({ at: z.array(poor) }), z.object({ at: z.array(rich) })]),
  "optional fields": z.union([poor, z.object({ city: text, street: text.optional() })]),
  "an intersection": z.union([poor, z.intersection(poor, z.object({ street: text }))]),
  "a poorer intersection": z.union([z.intersection(poor, z.object({ zip: text })), rich.extend({ zip: text })]),
  "lazy and wrapped ones": z.union([z.lazy(() => poor).readonly(), rich.nullable()]),
  "an object before a record": z.union([poor, z.record(text, text)]),
  "an object before one with other keys": z.union([poor, poor.catchall(text)]),
  "unions in unions": z.union([z.union([z.int(), poor]), rich]),
  "a discriminated union behind": z.union([
    z.object({ kind: text }),
    z.discriminatedUnion("kind", [z.object({ kind: z.literal("a"), a: text }), z.object({ kind: z.literal("b") })]),
  ]),
  "a partial before a strict object": z.union([poor.partial(), z.strictObject({ zip: text })]),
  "a format and a pattern that meet": z.union([
    z.object({ v: z.ipv4() }),
    z.object({ v: text.regex(/^10\./), w: z.int() }),
  ]),
};

const alike: Record<string, z.ZodType> = {
  "a text and a date": z.union([text, isoDateTime()]),
  "a date and a text": z.union([isoDateTime(), text]),
  "a bigint and a text": z.union([bigintText(), text]),
  "bytes and a text": z.union([base64(), text]),
  "bytes and a bigint": z.union([base64(), bigintText()]),
  "lists of texts and dates": z.union([z.array(text), z.array(isoDateTime())]),
  "records of texts and dates": z.union([z.record(text, text), z.record(text, isoDateTime())]),
  "the rest of tuples": z.union([z.tuple([text], text), z.tuple([text], isoDateTime())]),
  "a field": z.union([z.object({ at: text }), z.object({ at: isoDateTime() })]),
  "a field deep down": z.union([z.object({ a: z.object({ at: text }) }), z.object({ a: z.object({ at: base64() }) })]),
  "a format and a codec over it": z.union([z.iso.datetime(), isoDateTime()]),
  "a literal that is a date": z.union([isoDateTime(), z.literal("1970-01-01T00:00:00.000Z")]),
  "a number and a date in seconds": z.union([z.number(), seconds]),
  "JSON and a date": z.union([z.json(), isoDateTime()]),
  "an instance and its wire form": z.union([money, z.object({ amount: z.number() })]),
  "an exclusive union": z.xor([text, isoDateTime()]),
  "a flag as text and a text": z.union([z.stringbool(), text]),
  "a pattern that begins a date": z.union([text.regex(/^2044-02-29T/), isoDateTime()]),
  "a template that begins a date": z.union([z.templateLiteral(["2044-", text]), isoDateTime()]),
  "a prefix that begins a date": z.union([isoDateTime(), text.startsWith("20")]),
  "a pattern with alternatives": z.union([text.regex(/^x|T/), isoDateTime()]),
  "a pattern with an optional start": z.union([text.regex(/^(order)?\d/), isoDateTime()]),
  "a pattern in any case": z.union([text.regex(/^t/i), z.codec(text.startsWith("T"), z.date(), flip)]),
  "a pattern of lines": z.union([text.regex(/^order/m), isoDateTime()]),
  "a text that is trimmed first": z.union([
    text.trim().startsWith("x"),
    z.codec(text.startsWith(" x"), z.date(), flip),
  ]),
  "a refined text": z.union([text.refine((value) => value !== "now"), isoDateTime()]),
  "an identifier that is base64": z.union([z.cuid(), base64()]),
  "digits and a bigint": z.union([text.regex(/^\d{30}$/), bigintText()]),
  "a sign of two code units": z.union([text.startsWith("😀"), z.codec(text.regex(/^[^a]*$/), z.date(), flip)]),
  "the end of a text and a date": z.union([text.endsWith("Z"), isoDateTime()]),
};

const fine: Record<string, z.ZodType> = {
  "the richer object first": z.union([rich, poor]),
  "strict objects": z.union([z.strictObject({ city: text }), z.strictObject({ city: text, street: text })]),
  "a strict poorer object": z.union([z.strictObject({ city: text }), rich]),
  "different required keys": z.union([z.object({ a: text }), z.object({ b: text }), z.object({ c: text })]),
  "tagged objects": z.union([
    z.object({ ok: z.literal(true), value: text }),
    z.object({ ok: z.literal(false), error: text, more: text.optional() }),
  ]),
  "a discriminated union": z.discriminatedUnion("kind", [
    z.object({ kind: z.literal("a"), at: text }),
    z.object({ kind: z.literal("b"), at: isoDateTime(), more: text.optional() }),
  ]),
  "different types": z.union([text, z.int(), z.null(), z.boolean(), z.array(text), poor]),
  "formats without codecs": z.union([z.email(), z.uuid(), text]),
  "a literal among texts": z.union([text, z.literal("a"), z.enum(["b"])]),
  "lists of different types": z.union([z.array(text), z.array(z.int())]),
  "tuples of different lengths": z.union([z.tuple([poor]), z.tuple([rich, text])]),
  "lists of different lengths": z.union([z.array(poor).length(2), z.array(rich).length(3)]),
  "codecs of different forms": z.union([isoDateTime(), bigintText(), z.int()]),
  "a codec and words": z.union([isoDateTime(), z.enum(["never", "now"]), z.uuid(), z.email()]),
  "a codec and a prefixed text": z.union([isoDateTime(), text.startsWith("order_"), text.regex(/^item-\d+$/)]),
  "a codec and a template": z.union([z.templateLiteral(["v", z.int()]), isoDateTime()]),
  "a codec and a day": z.union([isoDateTime(), z.iso.date(), z.iso.time()]),
  "a codec and addresses": z.union([bigintText(), z.ipv4(), z.url(), z.iso.date()]),
  "a codec and digits": z.union([text.regex(/^\d+$/), isoDateTime()]),
  "bytes and an identifier": z.union([base64(), z.uuid(), z.email()]),
  "codecs of different prefixes": z.union([text.startsWith("a-"), z.codec(text.regex(/^b-\d+/), z.date(), flip)]),
  "codecs of different suffixes": z.union([text.endsWith(".a"), z.codec(text.endsWith(".b"), z.date(), flip)]),
  "codecs of different lengths": z.union([text.max(3), z.codec(text.min(4), z.date(), flip)]),
  "a year of another form": z.union([text.regex(/^2044:/), isoDateTime()]),
  "one codec in both": z.union([rich.extend({ at: isoDateTime() }), poor.extend({ at: isoDateTime() })]),
  "nullable codecs": isoDateTime().nullable(),
  "a record of numbers behind a tagged object": z.union([z.object({ kind: z.literal("a") }), z.record(text, z.int())]),
  "a record that keeps the object's fields": z.union([z.record(text, text), poor]),
  "an instance and a tagged object": z.union([money, z.object({ kind: z.literal("none") })]),
  "an exclusive union of objects": z.xor([poor, rich]),
  json: z.json(),
};

const faultsOf = (schema: z.ZodType): readonly string[] =>
  findPortabilityFaults(z.object({ list: z.array(schema) }), ["input"]).map(
    ({ path, message }) => `${path}: ${message}`,
  );

describe("findOverlap", () => {
  it.each(Object.entries(dropping))("refuses %s, for fields would be dropped", (_name, schema) => {
    expect(faultsOf(schema)).toEqual([
      expect.stringMatching(/^input\.list\[\]: option \d .* takes values of option \d/),
    ]);
  });

  it.each(Object.entries(alike))("refuses %s, for their wire forms are alike", (_name, schema) => {
    expect(faultsOf(schema)).toEqual([expect.stringMatching(/^input\.list\[\]: option \d .* cannot be told apart/)]);
  });

  it.each(Object.entries(fine))("accepts %s", (_name, schema) => {
    expect(faultsOf(schema)).toEqual([]);
  });

  it("names the options, the field and what to do", () => {
    expect(faultsOf(z.union([poor, rich]))).toEqual([
      'input.list[]: option 0 ({ city }) takes values of option 1 ({ city, street }) and drops "street"; ' +
        "write z.discriminatedUnion(), put the option with more fields first, or use z.strictObject()",
    ]);
    expect(faultsOf(z.union([z.object({ at: text }), z.object({ at: isoDateTime() })]))).toEqual([
      'input.list[]: option 0 ({ at }) and option 1 ({ at }) cannot be told apart on the wire (at "at"), so that a value of ' +
        "one arrives as the other; tag them with a literal in z.discriminatedUnion(), or write one of them",
    ]);
  });

  it("ends for unions that contain themselves", () => {
    const Expression: z.ZodType = z.lazy(() =>
      z.union([z.object({ add: z.tuple([Expression, Expression]) }), z.object({ not: Expression }), z.number()]),
    );
    const Step: z.ZodType = z.lazy(() =>
      z.union([z.object({ next: Step.nullable() }), z.object({ next: Step.nullable(), end: z.boolean() })]),
    );
    expect(faultsOf(Expression)).toEqual([]);
    expect(faultsOf(Step)).toEqual([expect.stringMatching(/drops "(next\.)?end"/)]);
  });
});

const unmergeable: Record<string, z.ZodType> = {
  "bytes on both sides": z.intersection(base64(), base64()),
  "bytes in one field": z.intersection(z.object({ x: base64() }), z.object({ x: base64() })),
  "a text and a date": z.intersection(text, isoDateTime()),
  "a text and a date in one field": z.intersection(z.object({ at: text }), z.object({ at: isoDateTime() })),
  "a record of texts and a date": z.intersection(z.record(text, text), z.object({ at: isoDateTime() })),
  "lists of texts and dates": z.intersection(z.array(text), z.array(isoDateTime())),
  "an instance and a plain object": z.intersection(money, z.object({ amount: z.number() })),
};

const mergeable: Record<string, z.ZodType> = {
  "one codec of a date on both sides": z.intersection(isoDateTime(), isoDateTime()),
  "a codec in one side": z.intersection(z.object({ at: isoDateTime() }), z.object({ x: base64(), b: text })),
  "plain texts in one field": z.intersection(z.object({ a: text }), z.object({ a: text.min(1), b: text })),
  "options that do not meet": z.intersection(z.union([isoDateTime(), z.int()]), z.int()),
};

describe("findMergeConflict", () => {
  it.each(Object.entries(unmergeable))("refuses %s", (_name, schema) => {
    expect(faultsOf(schema)).toEqual([expect.stringMatching(/^input\.list\[\]: the two sides of the intersection/)]);
  });

  it.each(Object.entries(mergeable))("accepts %s", (_name, schema) => {
    expect(faultsOf(schema)).toEqual([]);
  });
});
