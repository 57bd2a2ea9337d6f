/** The rules for schemas. A rule without its own `next` has the one of its direction. */

import { breaksBoth, breaksNeither, handlersFirst, narrower, newOperation, nothing, type Rule, wider } from "./rule.ts";

/** The name of one of these rules. */
export type SchemaRuleName =
  | "optional-field-added"
  | "required-field-added"
  | "optional-field-removed"
  | "required-field-removed"
  | "field-became-optional"
  | "field-became-required"
  | "default-added"
  | "default-removed"
  | "optional-became-default"
  | "default-became-optional"
  | "default-changed"
  | "unknown-fields-refused"
  | "unknown-fields-stripped"
  | "unknown-fields-kept"
  | "field-no-longer-refused"
  | "field-now-refused"
  | "value-added"
  | "value-removed"
  | "null-added"
  | "null-removed"
  | "type-widened"
  | "type-narrowed"
  | "type-changed"
  | "option-added"
  | "option-removed"
  | "options-reordered"
  | "exclusive-union-changed"
  | "combination-changed"
  | "bound-loosened"
  | "bound-tightened"
  | "format-added"
  | "format-removed"
  | "refinement-added"
  | "refinement-removed"
  | "rewrite-changed"
  | "codec-added"
  | "codec-removed"
  | "codec-changed"
  | "item-added"
  | "item-removed"
  | "rest-added"
  | "rest-removed"
  | "schema-renamed";

/** The rules by name. */
export const schemaRules: Readonly<Record<SchemaRuleName, Rule>> = {
  // objects
  "optional-field-added": {
    ...breaksNeither,
    reason: "a side that does not know it strips it or leaves it out",
    next: nothing,
  },
  "required-field-added": {
    ...narrower,
    reason: "an old sender leaves it out; an old reader strips it",
    next: { callers: "make it optional or give it a default", handlers: handlersFirst },
  },
  "optional-field-removed": {
    ...breaksNeither,
    reason: "a sender that still has it gets it stripped; a reader finds it missing, as it may be",
    next: "check that no code depends on its effect",
  },
  "required-field-removed": {
    ...wider,
    reason: "a reader of the contract before misses it",
    next: "make it optional first, and remove it when every reader is built with that",
  },
  "field-became-optional": { ...wider, reason: "a reader of the contract before may miss it" },
  "field-became-required": { ...narrower, reason: "an old sender may leave it out" },
  "default-added": {
    input: ["handlers"],
    output: [],
    reason: "callers without a client may now leave it out; clients and handlers put the default in",
    next: handlersFirst,
  },
  "default-removed": {
    input: ["callers"],
    output: [],
    reason: "callers without a client may leave it out; handlers put the default in",
    next: "keep the default, or make the field optional",
  },
  "optional-became-default": {
    ...breaksNeither,
    reason: "it may be missing as before, and then is filled in",
    next: nothing,
  },
  "default-became-optional": {
    ...breaksNeither,
    reason: "it may be missing as before; code finds `undefined` there",
    next: "let code that read the default decide itself",
  },
  "default-changed": {
    ...breaksNeither,
    reason: "each side fills in the default it was built with",
    next: "check that both values may be in use for a while",
  },
  "unknown-fields-refused": {
    ...narrower,
    reason: "fields beyond the contract were accepted before",
    next: "leave the object open: a strict one makes every later field a break",
  },
  "unknown-fields-stripped": { ...breaksNeither, reason: "fields beyond the contract are dropped", next: nothing },
  "unknown-fields-kept": {
    ...breaksBoth,
    reason: "fields beyond the contract were stripped or refused, and now must fit a schema",
    next: newOperation,
  },
  "field-no-longer-refused": {
    ...wider,
    reason: "a strict reader of the contract before refuses the field",
  },
  "field-now-refused": {
    ...narrower,
    reason: "a strict reader of the contract after refuses the field",
  },
  // values and types
  "value-added": { ...wider, reason: "a reader of the contract before refuses it" },
  "value-removed": { ...narrower, reason: "a reader of the contract after refuses it" },
  "null-added": { ...wider, reason: "a reader of the contract before refuses `null`" },
  "null-removed": { ...narrower, reason: "a reader of the contract after refuses `null`" },
  "type-widened": { ...wider, reason: "all that fitted still fits, and more" },
  "type-narrowed": { ...narrower, reason: "some values that fitted no longer do" },
  "type-changed": {
    ...breaksBoth,
    reason: "a value that fits the one need not fit the other",
    next: "add a field or an operation beside it",
  },
  "option-added": { ...wider, reason: "a reader of the contract before knows no such form" },
  "option-removed": { ...narrower, reason: "a reader of the contract after knows no such form" },
  "options-reordered": {
    ...breaksBoth,
    reason: "a value that two options take is read by the first, which may drop, add or convert a part of it",
    next: newOperation,
  },
  "exclusive-union-changed": {
    ...breaksBoth,
    reason: "where exactly one option may fit, another option can make two fit",
    next: newOperation,
  },
  "combination-changed": {
    ...breaksBoth,
    reason: "schemas that must hold together are compared only as a whole",
    next: newOperation,
  },
  // restrictions
  "bound-loosened": { ...wider, reason: "a reader of the contract before refuses values beyond its bound" },
  "bound-tightened": { ...narrower, reason: "a reader of the contract after refuses values beyond its bound" },
  "format-added": { ...narrower, reason: "not everything that fitted has the format or pattern" },
  "format-removed": { ...wider, reason: "a reader of the contract before expects the format or pattern" },
  "refinement-added": { ...narrower, reason: "a check of unknown meaning may refuse values that fitted" },
  "refinement-removed": {
    ...wider,
    reason: "a reader of the contract before has a check of unknown meaning",
  },
  "rewrite-changed": {
    ...breaksBoth,
    reason: "a check that changes the value (`.trim()`) was added, removed or moved",
    next: "compare the two by hand",
  },
  "codec-added": { ...narrower, reason: "a codec may refuse values that its wire schema accepts" },
  "codec-removed": {
    ...wider,
    reason: "the codec of the contract before may refuse values that its wire schema accepts",
  },
  "codec-changed": {
    ...breaksBoth,
    reason: "either codec may refuse values that the other reads",
    next: "add a field or an operation beside it",
  },
  // lists and records
  "item-added": {
    ...breaksBoth,
    reason: "a tuple has exactly its items: each side refuses the other's",
    next: newOperation,
  },
  "item-removed": {
    ...breaksBoth,
    reason: "a tuple has exactly its items: each side refuses the other's",
    next: newOperation,
  },
  "rest-added": { ...wider, reason: "a reader of the contract before refuses more items" },
  "rest-removed": { ...narrower, reason: "a reader of the contract after refuses more items" },
  // names
  "schema-renamed": {
    ...breaksNeither,
    reason: "names of schemas do not travel",
    next: "rename the type in code that mentions it",
  },
};
