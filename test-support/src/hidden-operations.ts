/** Spellings of hidden operations, with which requests from outside try to find them. */

import { equal } from "node:assert/strict";
import { type Contract, defineContract } from "@seamline/core";
import fc from "fast-check";
import { z } from "zod";

/** Two words of the same length: one is that of an internal operation, the other is unknown. */
export const words = ["open", "pone"] as const;

/** Operations from outside, and hidden ones. */
export const vaultContract: Contract = defineContract("vault", {
  operations: {
    open: { http: "POST /vault/door/open", input: z.object({ code: z.string().optional() }) },
    look: { http: "GET /vault/open", output: z.string() },
    drop: { http: "DELETE /open/{id}", input: z.object({ id: z.string() }) },
    list: { http: "GET /vault", expose: "public", output: z.array(z.string()) },
    ring: { http: "PUT /vault/door", expose: "public" },
  },
});

const paths = ["/vault/door/@", "/vault/@", "/@/1", "/vault/door", "/vault"];
/** Methods of requests. */
export const methods: readonly string[] = [
  "GET",
  "POST",
  "PUT",
  "PATCH",
  "DELETE",
  "HEAD",
  "OPTIONS",
  "TRACE",
  "QUERY",
  "PROPFIND",
  "post",
  "NONE",
];

const percent = (text: string): string => [...text].map((one) => `%${one.charCodeAt(0).toString(16)}`).join("");
const spellings: readonly ((path: string) => string)[] = [
  (path) => `${path}/`,
  (path) => `/${path}`,
  (path) => path.replaceAll("/", "//"),
  (path) => path.replace("/", "/./"),
  (path) => `/x/..${path}`,
  (path) => `/vault/../..${path}`,
  (path) => `/vault/%2e%2e${path}`,
  (path) => `/vault/%2E.%2f..${path}`,
  (path) => `/vault/..;${path}`,
  (path) => `/vault/..\\${path}`,
  (path) => path.replace(/\/(?=[^/]+$)/, "%2f"),
  (path) => path.replace(/\/(?=[^/]+$)/, "\\"),
  (path) => path.replace(/[^/]+$/, percent),
  (path) => path.replace(/[^/]+$/, (text) => percent(percent(text))),
  (path) => path.replace(/[^/]+$/, (text) => percent(text).toUpperCase()),
  (path) => path.toUpperCase(),
  (path) => path.replace(/[a-z](?=[^/]*$)/, (one) => one.toUpperCase()),
  (path) => `${path}.`,
  (path) => `${path}.json`,
  (path) => `${path};v=1`,
  (path) => path.replace("/vault", "/vault;v=1"),
  (path) => `${path}%00`,
  (path) => `${path}%20`,
  (path) => `${path}%`,
  (path) => `${path}%zz`,
  (path) => `${path}%c0%af`,
  (path) => `${path}?_method=POST`,
  (path) => `${path}?internal=true&x=/../..`,
  (path) => `${path}#x`,
  (path) => `${path}\u00e9`,
  (path) => `http://127.0.0.1${path}`,
  (path) => `http://internal${path}`,
  (path) => `https://user@localhost:443${path}`,
  (path) => `//internal${path}`,
  (path) => `*${path}`,
];

/** Headers of requests; `@` stands for the word here as well. */
export const headers: readonly string[] = [
  "x-internal: 1",
  "x-seamline-internal: true",
  "x-forwarded-for: 127.0.0.1",
  "x-forwarded-host: internal",
  "x-forwarded-prefix: /vault",
  "x-real-ip: ::1",
  "forwarded: for=127.0.0.1;host=internal;proto=https",
  "x-original-url: /vault/door/@",
  "x-rewrite-url: /vault/door/@",
  "x-http-method-override: POST",
  "x-http-method: POST",
  "x-method-override: DELETE",
  "origin: http://internal",
  "access-control-request-method: POST",
  "access-control-request-headers: seamline-signature",
  "authorization: Bearer internal",
  "cookie: internal=1",
  `seamline-context: ${Buffer.from('{"depth":1,"caller":"vault","principal":{"id":"root"}}').toString("base64url")}`,
  `seamline-signature: v1;kid=k1;t=1;n=${"A".repeat(20)};caller=vault;s=${"A".repeat(43)}`,
  "seamline-call-id: call-1",
  "seamline-timeout-ms: 10000",
  "seamline-operation: vault.@",
  "idempotency-key: @",
  "upgrade: h2c",
  "expect: 100-continue",
  "accept: text/html",
  "range: bytes=0-0",
  "if-none-match: *",
  "via: 1.1 internal",
];

const hosts = ["localhost", "internal", "127.0.0.1", "[::ffff:127.0.0.1]", "vault.internal:3001", "a,b", ""];
/** Bodies of requests. */
export const bodies: readonly string[] = [
  "",
  "{}",
  '{"internal":true,"$internal":{"caller":"vault"}}',
  '[{"path":"/vault/door/@"},{"path":"/vault"}]',
  "_method=POST",
  "{",
];

/** A request, in which `@` stands for one of the words. */
export interface Spelling {
  readonly method: string;
  readonly path: string;
  readonly changes: readonly ((path: string) => string)[];
  readonly headers: readonly string[];
  readonly host: string;
  readonly body: string;
}

const spelling: fc.Arbitrary<Spelling> = fc.record({
  method: fc.constantFrom(...methods),
  path: fc.constantFrom(...paths),
  changes: fc.array(fc.constantFrom(...spellings), { maxLength: 3 }),
  headers: fc.uniqueArray(fc.constantFrom(...headers), { maxLength: 5 }),
  host: fc.constantFrom(...hosts),
  body: fc.constantFrom(...bodies),
});

/** The request of a spelling, with one of the two words. */
export function write({ method, path, changes, headers, host, body }: Spelling, word: string): string {
  const target = changes.reduce((text, change) => change(text), path.replace("@", word));
  const extra = headers.map((text) => text.replace("@", word));
  const content = body.replace("@", word);
  const length = content === "" ? [] : ["content-type: application/json", `content-length: ${content.length}`];
  return [`${method} ${target} HTTP/1.1`, `host: ${host}`, "connection: close", ...extra, ...length, "", content].join(
    "\r\n",
  );
}

/** Returns spellings, the same for the same seed. */
export function sampleSpellings(count: number, seed: number): readonly Spelling[] {
  return fc.sample(spelling, { numRuns: count, seed });
}

/** A response without what differs from one to the next: its date, and the id of its call. */
export function withoutDate(response: string): string {
  return response.replace(/^date: .*\r\n/im, "").replace(/^(seamline-call-id: ).*$/im, "$1…");
}

/** Sends a request with both words: the internal operation must get the response of an unknown route. */
export async function compareWords(one: Spelling, ask: (text: string) => Promise<string>): Promise<string> {
  const [internal, unknown] = [await ask(write(one, words[0])), await ask(write(one, words[1]))];
  equal(internal, unknown, `the response to ${JSON.stringify(write(one, words[0]))}`);
  return internal;
}

/** Compares spellings, some at the same time, and counts the statuses of their responses. */
export async function countStatuses(
  all: readonly Spelling[],
  ask: (text: string) => Promise<string>,
): Promise<ReadonlyMap<string, number>> {
  const statuses = new Map<string, number>();
  for (let start = 0; start < all.length; start += 20) {
    for (const response of await Promise.all(all.slice(start, start + 20).map((one) => compareWords(one, ask)))) {
      const status = /^HTTP\/1\.1 (\d+)/.exec(response)?.[1] ?? "none";
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
    }
  }
  return statuses;
}
