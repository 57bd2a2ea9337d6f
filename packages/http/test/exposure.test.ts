/**
 * Requests from outside with the spelling of an internal operation learn nothing and reach nothing:
 * the response equals that to the same spelling of an unknown route, byte for byte except for the
 * date.
 */

import { connect } from "node:net";
import { defineContract } from "@seamline/core";
import { type ApplicationHost, createDispatcher } from "@seamline/core/extend";
import { sendRaw } from "@seamline/test-support";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { listenOn } from "../src/extend.ts";
import type { Listening } from "../src/index.ts";

/** Two words of the same length: one is that of an internal operation, the other is unknown. */
const words = ["open", "pone"] as const;

const contract = defineContract("vault", {
  operations: {
    open: { http: "POST /vault/door/open", input: z.object({ code: z.string().optional() }) },
    look: { http: "GET /vault/open", output: z.string() },
    drop: { http: "DELETE /open/{id}", input: z.object({ id: z.string() }) },
    list: { http: "GET /vault", expose: "public", output: z.array(z.string()) },
    ring: { http: "PUT /vault/door", expose: "public" },
  },
});

const paths = ["/vault/door/@", "/vault/@", "/@/1", "/vault/door", "/vault"];
const methods = [
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

/** `@` stands for the word here as well. */
const headers: readonly string[] = [
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
const bodies = [
  "",
  "{}",
  '{"internal":true,"$internal":{"caller":"vault"}}',
  '[{"path":"/vault/door/@"},{"path":"/vault"}]',
  "_method=POST",
  "{",
];

interface Spelling {
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
function write({ method, path, changes, headers, host, body }: Spelling, word: string): string {
  const target = changes.reduce((text, change) => change(text), path.replace("@", word));
  const extra = headers.map((text) => text.replace("@", word));
  const content = body.replace("@", word);
  const length = content === "" ? [] : ["content-type: application/json", `content-length: ${content.length}`];
  return [`${method} ${target} HTTP/1.1`, `host: ${host}`, "connection: close", ...extra, ...length, "", content].join(
    "\r\n",
  );
}

const withoutDate = (response: string): string =>
  response.replace(/^date: .*\r\n/im, "").replace(/^(seamline-call-id: ).*$/im, "$1…");

describe("an internal operation on the public listener", () => {
  const ran: string[] = [];
  let listening: Listening;
  let url: URL;
  beforeAll(async () => {
    const run = (name: string, value?: unknown) => (): unknown => {
      ran.push(name);
      return value;
    };
    const handlers = {
      open: run("open"),
      look: run("look", "gold"),
      drop: run("drop"),
      list: run("list", ["door"]),
      ring: run("ring"),
    };
    const dispatchers = [createDispatcher(contract, handlers)];
    const host: ApplicationHost = {
      state: "ready",
      dispatchers,
      keys: [],
      async start() {},
      addListener() {},
      addReadinessCheck: () => () => {},
      unreadyReasons: [],
    };
    listening = await listenOn(host, { public: { port: 0 } });
    url = new URL(listening.public ?? "");
  });
  afterAll(() => listening.close());

  const ask = async (text: string): Promise<string> => withoutDate(await sendRaw(url, text).catch(() => ""));

  /** Sends both words, one after the other, to the same listener. */
  async function compare(one: Spelling): Promise<string> {
    const [internal, unknown] = [await ask(write(one, words[0])), await ask(write(one, words[1]))];
    expect(internal, JSON.stringify(write(one, words[0]))).toBe(unknown);
    return internal;
  }

  it("gets the response of an unknown route, in two thousand spellings", async () => {
    const all = fc.sample(spelling, { numRuns: 2000, seed: 20_261_120 });
    const statuses = new Map<string, number>();
    for (let start = 0; start < all.length; start += 20) {
      for (const response of await Promise.all(all.slice(start, start + 20).map(compare))) {
        const status = /^HTTP\/1\.1 (\d+)/.exec(response)?.[1] ?? "none";
        statuses.set(status, (statuses.get(status) ?? 0) + 1);
      }
    }
    // The spellings pass the parser, and some reach exposed operations.
    expect(statuses.get("404")).toBeGreaterThan(800);
    expect(statuses.get("405")).toBeGreaterThan(20);
    expect(new Set(ran).difference(new Set(["list", "ring"]))).toEqual(new Set());
  });

  it.each(methods)("gets the response of an unknown route to a plain %s", async (method) => {
    for (const path of ["/vault/door/@", "/vault/@", "/@/1"]) {
      for (const body of bodies) await compare({ method, path, changes: [], headers: [], host: "vault", body });
    }
  });

  it("gets a response of the same length, with any headers", async () => {
    const plain = { method: "POST", path: "/vault/door/@", changes: [], host: "vault", body: "{}" };
    const lengths = await Promise.all(
      headers.map(async (text) => (await compare({ ...plain, headers: [text] })).length),
    );
    expect(new Set(lengths).size).toBe(1);
  });

  it("is not reached over an IPv4 address in IPv6 form", async () => {
    const responses = await Promise.all(
      words.map(
        (word) =>
          new Promise<string>((resolve, reject) => {
            const socket = connect(Number(url.port), "::ffff:127.0.0.1");
            let response = "";
            socket.on("data", (chunk) => {
              response += chunk.toString("latin1");
            });
            socket.on("error", reject);
            socket.on("close", () => resolve(withoutDate(response)));
            socket.write(
              `POST /vault/door/${word} HTTP/1.1\r\nhost: internal\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`,
            );
          }),
      ),
    );
    expect(responses[0]).toContain("404 Not Found");
    expect(responses[0]).toBe(responses[1]);
    expect(ran).not.toContain("open");
  });
});
