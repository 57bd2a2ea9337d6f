#!/usr/bin/env bash
# Software: zod 4.6.7 (`z.fromJSONSchema`), Node 24.21.0.
#
# What happens: keywords that stand without a `type` beside them, or beside `$ref` and `enum`, are dropped without a word,
# while unsupported ones (`if`, `not`) raise an error. `allOf: [{ required: [...] }]` requires nothing; a `$ref` with
# `minLength` beside it checks no length; and `oneOf` of two `required` lists, the usual way to say "exactly one of these",
# refuses a value that has exactly one, because both branches then take everything.
# Why it surprises: all three are everyday JSON Schema 2020-12, and a converter that throws for what it cannot express
# lets you believe that the rest is expressed.
# What it means: a schema read from an OpenAPI document takes too much in one place and refuses good data in another.
# Compare it with a real JSON Schema validator on samples before you rely on it.
#
# Seen 2026-11-30: zod takes the first two and refuses the third; ajv 8.17.1, in the same run, answers the opposite on all.
. "$(dirname "$0")/lib.sh"
install zod@4.6.7 ajv@8.17.1

run <<'EOF'
import { Ajv2020 } from "ajv/dist/2020.js";
import { z } from "zod";

const contact = { type: "object", properties: { mail: { type: "string" }, phone: { type: "string" } } };
const cases = {
  allOfRequired: [{ ...contact, allOf: [{ required: ["mail"] }] }, {}],
  refWithMinLength: [{ $defs: { Name: { type: "string" } }, $ref: "#/$defs/Name", minLength: 3 }, "ab"],
  oneOfRequired: [{ ...contact, oneOf: [{ required: ["mail"] }, { required: ["phone"] }] }, { phone: "555-0100" }],
};

const by = (takes) => Object.fromEntries(Object.entries(cases).map(([name, [schema, value]]) => [name, takes(schema, value)]));
const zod = by((schema, value) => z.fromJSONSchema(schema).safeParse(value).success);
const ajv = by((schema, value) => new Ajv2020({ strict: false }).compile(schema)(value));
console.log(JSON.stringify({ zod, ajv }));
EOF
expect '{"zod":{"allOfRequired":true,"refWithMinLength":true,"oneOfRequired":false},"ajv":{"allOfRequired":false,"refWithMinLength":false,"oneOfRequired":true}}'
