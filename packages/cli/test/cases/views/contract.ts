import { base64, bigintText, defineContract, isoDateTime } from "@seamline/core";
import { z } from "zod";

/** Defaults without codecs: zod infers both views. */
const Page = z.object({ size: z.int().default(20), sort: z.enum(["up", "down"]).default("up") }).meta({ id: "Page" });

/** A codec without defaults: one view. */
const Moment = z.object({ at: isoDateTime(), until: isoDateTime().optional() }).meta({ id: "Moment" });

/** Both. */
const Note = z
  .object({ text: z.string().default(""), written: isoDateTime(), pages: z.array(Page).default([]) })
  .meta({ id: "Note" });

/** Refers to a schema with two views, and so has two itself. */
const Book = z.object({ title: z.string(), page: Page, notes: z.record(z.string(), Page) }).meta({ id: "Book" });

const url = z.codec(z.url(), z.instanceof(URL).meta({ tsType: "URL" }), {
  decode: (text) => new URL(text),
  encode: (value) => value.href,
});

/** The wire side has a name that only openapi.json knows. */
const tags = z.codec(z.object({ list: z.array(z.string()) }).meta({ id: "WireTags" }), z.set(z.string()), {
  decode: ({ list }) => new Set(list),
  encode: (set) => ({ list: [...set] }),
});

const lookup = z.codec(z.array(z.tuple([z.string(), z.int()])), z.map(z.string(), z.int()), {
  decode: (pairs) => new Map(pairs),
  encode: (map) => [...map],
});

export const viewsContract = defineContract("views", {
  operations: {
    search: {
      http: "GET /search",
      input: z.object({ text: z.string(), size: z.int().default(20), since: z.string().optional() }),
      output: z.object({ found: z.array(z.string()), more: z.boolean().default(false) }),
    },
    list: { input: z.object({ page: Page.optional() }), output: Page },
    getBook: { http: "GET /books/{title}", input: z.object({ title: z.string() }), output: Book },
    putBook: { input: Book },
    schedule: { input: Moment, output: z.object({ at: isoDateTime(), moments: z.array(Moment) }) },
    write: { input: Note, output: Note.nullable() },
    count: { input: z.object({ from: bigintText().default(0n) }), output: bigintText() },
    store: {
      input: z.object({ content: base64(), source: url.nullable(), tags, lookup: lookup.optional() }),
      output: z.object({ content: base64(), retries: z.int().default(3) }),
      errors: {
        tooLarge: { code: "resource_exhausted", details: z.object({ limit: bigintText() }) },
        tooMany: { code: "resource_exhausted", details: z.object({ limit: z.int().default(10) }) },
        tooOften: { code: "resource_exhausted", details: Moment },
        tooEarly: { code: "failed_precondition", details: isoDateTime() },
      },
    },
    stamp: {
      input: z.object({
        id: z.string().default(() => crypto.randomUUID()),
        on: z.string().default(() => new Date().toISOString().slice(0, 10)),
        kind: z.string().default(() => "plain"),
      }),
      output: z.string().default("none"),
    },
    flags: { input: z.object({ all: z.record(z.string(), z.boolean().default(false)).default({}) }) },
    narrow: { input: z.object({ word: z.string().pipe(z.enum(["a", "b"])) }), output: z.string() },
    pair: { input: z.object({ pair: z.tuple([z.string(), z.int().default(1)]) }) },
  },
});
