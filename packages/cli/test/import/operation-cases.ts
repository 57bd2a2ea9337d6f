/** Small paths, one trap each, with what the contract has of them. */

import type { FindingKind } from "../../src/import/finding.ts";

/** The paths of a document, and what their contract must have. */
export interface OperationCase {
  readonly name: string;
  readonly version?: "3.0.3";
  readonly paths: object;
  /** The name, method and path of each operation. */
  readonly operations?: readonly string[];
  /** Texts that the source has. */
  readonly source?: string | readonly string[];
  /** The kinds of findings. Default: none. */
  readonly finds?: readonly FindingKind[];
  /** Texts that the reasons have. */
  readonly reason?: string | readonly string[];
}

const done = { 204: { description: "Done." } };
const json = (schema: unknown): object => ({ "application/json": { schema } });
const ref = (name: string): object => ({ $ref: `#/components/schemas/${name}` });
const text = { type: "string" };
const small = { type: "integer", format: "int32" };
const at = (path: string, method: string, operation: object): object => ({
  [path]: { [method]: { responses: done, ...operation } },
});
const get = (operation: object): object => at("/x", "get", { operationId: "read", ...operation });
const post = (operation: object): object => at("/x", "post", { operationId: "send", ...operation });
const query = (schema: unknown, more: object = {}): object =>
  get({ parameters: [{ name: "q", in: "query", schema, ...more }] });
const body = (schema: unknown, more: object = {}): object =>
  post({ requestBody: { required: true, content: json(schema) }, ...more });
const answers = (responses: object): object => get({ responses });

// biome-ignore format: a table, a case a line
export const operationCases: readonly OperationCase[] = [
  // names
  { name: "FastAPI's operationId is shortened", paths: at("/items/{item_id}", "get", { operationId: "read_item_items__item_id__get", parameters: [{ name: "item_id", in: "path", required: true, schema: text }] }), operations: ["readItem GET /items/{item_id}"] },
  { name: "FastAPI's operationId with another method's name", paths: at("/items", "post", { operationId: "both_items_get" }), operations: ["both POST /items"] },
  { name: "FastAPI's ids that are one when shortened", paths: { ...at("/a", "get", { operationId: "list_a_get" }), ...at("/b", "get", { operationId: "list_b_get" }) }, operations: ["listAGet GET /a", "listBGet GET /b"] },
  { name: "no operationId", paths: at("/users/{id}/orders", "get", { parameters: [{ name: "id", in: "path", required: true, schema: text }] }), operations: ["getUsersByIdOrders GET /users/{id}/orders"] },
  { name: "one operationId twice", paths: { ...at("/a", "get", { operationId: "list" }), ...at("/b", "get", { operationId: "list" }) }, operations: ["listGetA GET /a", "listGetB GET /b"] },
  { name: "ids that differ in case", paths: { ...at("/a", "get", { operationId: "getuser" }), ...at("/b", "get", { operationId: "getUser" }) }, operations: ["getuserGetA GET /a", "getUserGetB GET /b"] },
  { name: "ids that every client has", paths: { ...at("/a", "get", { operationId: "call" }), ...at("/b", "get", { operationId: "constructor" }) }, operations: ["callOperation GET /a", "constructorOperation GET /b"] },
  { name: "ids with dots, slashes and signs", paths: at("/a", "get", { operationId: "users/list-all.v2" }), operations: ["usersListAllV2 GET /a"] },
  { name: "ids that begin with a digit, or have no letter", paths: { ...at("/a", "get", { operationId: "2fa" }), ...at("/b", "get", { operationId: "…" }) }, operations: ["operation2Fa GET /a", "operation GET /b"] },
  // routes
  { name: "placeholders with dashes", paths: at("/a/{user-id}", "get", { operationId: "read", parameters: [{ name: "user-id", in: "path", required: true, schema: text }] }), operations: ["read GET /a/{userId}"], source: "userId: z.string()" },
  { name: "a placeholder beside a text", paths: at("/a/{id}.json", "get", { operationId: "read", parameters: [{ name: "id", in: "path", required: true, schema: text }] }), operations: [], finds: ["refused"], reason: "expected path segments" },
  { name: "a placeholder without a parameter", paths: at("/a/{id}", "get", { operationId: "read" }), operations: [], finds: ["refused"], reason: "has no parameter" },
  { name: "a path with a slash at its end", paths: at("/a/", "get", { operationId: "read" }), operations: [], finds: ["refused"], reason: "ends with a slash" },
  { name: "methods that a contract does not have", paths: { "/a": { head: { responses: done }, options: { responses: done }, get: { operationId: "read", responses: done } } }, operations: ["read GET /a"], finds: ["refused"] },
  { name: "two templates of one shape", paths: { ...at("/a/{x}", "get", { operationId: "one", parameters: [{ name: "x", in: "path", required: true, schema: text }] }), ...at("/a/{y}", "get", { operationId: "two", parameters: [{ name: "y", in: "path", required: true, schema: text }] }) }, operations: ["one GET /a/{x}"], finds: ["refused"], reason: "both serve GET" },
  { name: "templates of which neither is more specific", paths: { ...at("/{x}/a", "get", { operationId: "one", parameters: [{ name: "x", in: "path", required: true, schema: text }] }), ...at("/b/{y}", "get", { operationId: "two", parameters: [{ name: "y", in: "path", required: true, schema: text }] }) }, operations: ["one GET /{x}/a"], finds: ["refused"] },
  { name: "a body of a base that others extend", paths: body(ref("Pet")), source: "input: Pet", finds: ["approximated"], reason: "their own properties are dropped" },
  { name: "a body of a schema that extends a base", paths: body(ref("Cat")), source: "input: Cat" },
  { name: "a body of two parts with a rule each for other properties", paths: body({ allOf: [{ type: "object", properties: { a: small }, additionalProperties: small }, { type: "object", additionalProperties: { ...small, minimum: 3 } }] }), source: "z.object({ a: z.int32().min(3).optional() }).catchall(z.int32().min(3))" },
  // parameters
  { name: "a query parameter", paths: query(text), source: "input: z.object({ q: z.string().optional() })" },
  { name: "a required query parameter with a description", paths: query(text, { required: true, description: "The words." }), source: 'q: z.string().describe("The words.")' },
  { name: "a parameter with a default", paths: query({ ...small, default: 20 }), source: "q: z.int32().default(20)" },
  { name: "a deprecated parameter", paths: query(text, { deprecated: true }), source: "q: z.string().optional().meta({ deprecated: true })" },
  { name: "a parameter by reference", paths: get({ parameters: [{ $ref: "#/components/parameters/Limit" }] }), source: "limit: z.int32().optional()" },
  { name: "parameters of the path, replaced by those of the operation", paths: { "/x": { parameters: [{ name: "q", in: "query", schema: text }], get: { operationId: "read", parameters: [{ name: "q", in: "query", schema: small }], responses: done } } }, source: "q: z.int32().optional()" },
  { name: "null in a parameter, as FastAPI writes", paths: query({ anyOf: [text, { type: "null" }] }), source: "q: z.string().optional()" },
  { name: "null as the default of a parameter", paths: query({ anyOf: [small, { type: "null" }], default: null }), source: "q: z.int32().optional()" },
  { name: "a nullable parameter in 3.0", version: "3.0.3", paths: query({ type: "string", nullable: true }), source: "q: z.string().optional()" },
  { name: "a parameter that is a number or a text", paths: query({ anyOf: [small, text] }), source: "q: z.string().optional()", finds: ["widened"] },
  { name: "a parameter without a schema", paths: query(undefined), source: "q: z.string().optional()", finds: ["widened"] },
  { name: "a list, exploded", paths: query({ type: "array", items: text }), source: "q: z.array(z.string()).optional()" },
  { name: "a list joined by commas", paths: query({ type: "array", items: text }, { explode: false }), source: "q: z.string().optional()", finds: ["widened"], reason: "joined by commas" },
  { name: "a list joined by pipes", paths: query({ type: "array", items: text }, { style: "pipeDelimited", explode: false }), finds: ["widened"], reason: "joined by |" },
  { name: "a list joined by spaces", paths: query({ type: "array", items: text }, { style: "spaceDelimited", explode: false }), finds: ["widened"], reason: "joined by spaces" },
  { name: "a deepObject", paths: query({ type: "object", required: ["a"], properties: { a: text, "b-c": small } }, { style: "deepObject", required: true }), source: ['"q[a]": z.string()', '"q[b-c]": z.int32().optional()'] },
  { name: "a deepObject of objects", paths: query({ type: "object", properties: { a: { type: "object", properties: { b: text } } } }, { style: "deepObject" }), source: '"q[a]": z.string().optional()', finds: ["widened"] },
  { name: "a form of an object is its properties", paths: query({ type: "object", properties: { a: text } }), source: "input: z.object({ a: z.string().optional() })" },
  { name: "a parameter as JSON", paths: get({ parameters: [{ name: "q", in: "query", content: json({ type: "object" }) }] }), finds: ["narrowed"], reason: "is a JSON text" },
  { name: "a required parameter as JSON", paths: get({ parameters: [{ name: "q", in: "query", required: true, content: json({ type: "object" }) }] }), operations: [], finds: ["refused"] },
  { name: "a header", paths: get({ parameters: [{ name: "X-Request-ID", in: "header", required: true, schema: text }] }), source: ['in: { header: ["xRequestId"] }', "xRequestId: z.string()"] },
  { name: "a header whose words begin with digits", paths: get({ parameters: [{ name: "X-2FA-Code", in: "header", schema: text }] }), source: 'in: { header: ["x-2fa-code"] }' },
  { name: "a header with an underscore, which proxies drop", paths: get({ parameters: [{ name: "X_Token", in: "header", schema: text }] }), finds: ["narrowed"] },
  { name: "headers that OpenAPI has other words for", paths: get({ parameters: [{ name: "Authorization", in: "header", required: true, schema: text }, { name: "Accept", in: "header", schema: text }] }), operations: ["read GET /x"] },
  { name: "a header that Seamline sends", paths: get({ parameters: [{ name: "Idempotency-Key", in: "header", schema: text }] }), finds: ["narrowed"] },
  { name: "an optional cookie", paths: get({ parameters: [{ name: "s", in: "cookie", schema: text }] }), operations: ["read GET /x"], finds: ["narrowed"] },
  { name: "a required cookie", paths: get({ parameters: [{ name: "s", in: "cookie", required: true, schema: text }] }), operations: [], finds: ["refused"], reason: "cookie" },
  { name: "a path parameter in another style", paths: at("/x/{a}", "get", { operationId: "read", parameters: [{ name: "a", in: "path", required: true, style: "label", schema: text }] }), operations: [], finds: ["refused"], reason: "style label" },
  { name: "a list in the path", paths: at("/x/{a}", "get", { operationId: "read", parameters: [{ name: "a", in: "path", required: true, schema: { type: "array", items: text } }] }), source: "a: z.string()", finds: ["widened"] },
  { name: "a query of a POST", paths: body(ref("User"), { parameters: [{ name: "q", in: "query", schema: text }] }), source: ['in: { query: ["q"] }', "User.extend({ q: z.string().optional() })"] },
  { name: "one name in the query and in the body", paths: body(ref("User"), { parameters: [{ name: "name", in: "query", schema: text }] }), operations: [], finds: ["refused"], reason: 'named "name"' },
  // bodies
  { name: "a body by reference", paths: post({ requestBody: { $ref: "#/components/requestBodies/User" } }), source: "input: User," },
  { name: "an optional body", paths: post({ requestBody: { content: json(ref("User")) } }), source: "input: User,", finds: ["narrowed"] },
  { name: "a body or null, as FastAPI writes", paths: body({ anyOf: [ref("User"), { type: "null" }] }), source: "input: User,", finds: ["narrowed"] },
  { name: "a body of any properties", paths: body({ type: "object", additionalProperties: text }), source: "input: z.object({}).catchall(z.string())" },
  { name: "a strict body", paths: body({ type: "object", properties: { a: text }, additionalProperties: false }), source: "input: z.strictObject({ a: z.string().optional() })" },
  { name: "an array as a body", paths: body({ type: "array", items: text }), operations: [], finds: ["refused"], reason: "no object of named fields" },
  { name: "a union as a body", paths: body({ anyOf: [ref("User"), ref("Problem")] }), operations: [], finds: ["refused"] },
  { name: "a multipart body", paths: post({ requestBody: { content: { "multipart/form-data": { schema: { type: "object" } } } } }), operations: [], finds: ["refused"], reason: "multipart/form-data" },
  { name: "a form as a body", paths: post({ requestBody: { content: { "application/x-www-form-urlencoded": { schema: { type: "object" } } } } }), operations: [], finds: ["refused"] },
  { name: "JSON or a form", paths: post({ requestBody: { required: true, content: { "application/x-www-form-urlencoded": { schema: ref("User") }, ...json(ref("User")) } } }), source: "input: User,", finds: ["omitted"] },
  { name: "bytes as a body", paths: post({ requestBody: { required: true, content: { "application/octet-stream": {} } } }), source: ['import { bytes, defineContract } from "@seamline/core";', "input: bytes(),"] },
  { name: "bytes beside a parameter", paths: post({ requestBody: { required: true, content: { "image/png": {} } }, parameters: [{ name: "q", in: "query", schema: text }] }), operations: [], finds: ["refused"], reason: "whole input" },
  { name: "a body of GET", paths: get({ requestBody: { content: json(ref("User")) } }), operations: ["read GET /x"], finds: ["narrowed"] },
  { name: "a required body of DELETE", paths: at("/x", "delete", { operationId: "remove", requestBody: { required: true, content: json(ref("User")) } }), operations: [], finds: ["refused"] },
  { name: "properties for one direction", paths: body(ref("Account"), { responses: { 200: { description: "", content: json(ref("Account")) } } }), source: ["AccountInput = z.object({ secret: z.string() })", "Account = z.object({ id: z.string() })", "input: AccountInput,", "output: Account,"] },
  // responses
  { name: "no content", paths: answers(done), operations: ["read GET /x"] },
  { name: "JSON of a subtype", paths: answers({ 200: { description: "", content: { "application/hal+json": { schema: ref("User") } } } }), source: "output: User," },
  { name: "JSON with a charset", paths: answers({ 200: { description: "", content: { "application/json; charset=utf-8": { schema: ref("User") } } } }), source: "output: User," },
  { name: "two responses of one schema", paths: answers({ 200: { description: "", content: json(ref("User")) }, 201: { description: "", content: json(ref("User")) } }), source: "output: User," },
  { name: "two responses of two schemas", paths: answers({ 200: { description: "", content: json(text) }, 201: { description: "", content: json(small) } }), source: "output: z.union([z.string(), z.int32()])" },
  { name: "content or none", paths: answers({ 200: { description: "", content: json(ref("User")) }, 204: { description: "" } }), source: "output: User.nullable()", finds: ["widened"] },
  { name: "responses by range", paths: answers({ "2XX": { description: "", content: json(ref("User")) } }), source: "output: User," },
  { name: "a default response alone", paths: answers({ default: { description: "", content: json(ref("User")) } }), source: "output: User,", finds: ["approximated"] },
  { name: "a default response beside others", paths: answers({ 200: { description: "", content: json(ref("User")) }, default: { description: "", content: json(ref("Problem")) } }), source: "output: User,", finds: ["omitted"] },
  { name: "no response of success", paths: answers({ 404: { description: "Not here" } }), operations: ["read GET /x"], finds: ["narrowed"] },
  { name: "plain text", paths: answers({ 200: { description: "", content: { "text/plain": { schema: text } } } }), source: "output: z.string()" },
  { name: "HTML", paths: answers({ 200: { description: "", content: { "text/html": { schema: text } } } }), operations: [], finds: ["refused"] },
  { name: "a file", paths: answers({ 200: { description: "", content: { "application/pdf": { schema: { type: "string", format: "binary" } } } } }), source: "output: bytes()" },
  { name: "lines of JSON", paths: answers({ 200: { description: "", content: { "application/x-ndjson": { schema: ref("User") } } } }), source: "output: stream(User)", finds: ["approximated"] },
  { name: "a redirect", paths: answers({ 200: { description: "", content: json(text) }, 302: { description: "" } }), finds: ["omitted"] },
  { name: "headers and links of a response", paths: answers({ 200: { description: "", content: json(text), headers: { ETag: { schema: text } }, links: { next: { operationId: "read" } } } }), finds: ["omitted"], reason: ["the response header ETag", "links of a response"] },
  { name: "errors by status", paths: answers({ ...done, 404: { description: "No such user", content: json(ref("Problem")) }, 409: { description: "" } }), source: ['notFound: { code: "not_found", message: "No such user", details: Problem }', 'conflict: { code: "aborted" }'] },
  { name: "errors whose status is not the code's", paths: answers({ ...done, 422: { description: "Bad", content: json(ref("Problem")) }, 410: { $ref: "#/components/responses/Gone" }, 418: { description: "" } }), source: ['code: "invalid_argument", status: 422', 'gone: { code: "not_found", status: 410, message: "Gone", details: Problem }', "status: 418"] },
  { name: "errors by range", paths: answers({ ...done, "4XX": { description: "" } }), finds: ["omitted"] },
  { name: "an error as a page", paths: answers({ ...done, 500: { description: "", content: { "text/html": {} } } }), source: 'internalServerError: { code: "internal" }', finds: ["omitted"] },
  // beside values
  { name: "summary, description, deprecation", paths: get({ summary: "Reads\n  it", description: "All *of* it. */", deprecated: true }), source: ['summary: "Reads it"', 'description: "All *of* it. */"', "deprecated: true"] },
  { name: "callbacks and security", paths: get({ callbacks: { done: { "{$url}": {} } }, security: [{ key: [] }], servers: [{ url: "https://other" }] }), finds: ["omitted"], reason: ["callbacks", "security", "servers"] },
  { name: "extensions are ignored", paths: get({ "x-internal": true, "x-seamline-expose": "public" }), source: 'expose: "public"' },
];
