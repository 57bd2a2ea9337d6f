/** The requests of the differential test: made of a table, equal for all applications. */

import { Readable } from "node:stream";
import type { DispatchOptions } from "../src/memory/dispatch-types.ts";
import type { Case } from "./transcript.ts";

type Body = () => DispatchOptions["body"];

function* pieces(count: number, size: number): Generator<Buffer> {
  for (let index = 0; index < count; index++) yield Buffer.alloc(size, 97 + (index % 26));
}

const boundary = "----boundary";
const multipart = [
  ...[`--${boundary}`, 'Content-Disposition: form-data; name="name"', "", "Ada"],
  ...[`--${boundary}`, 'Content-Disposition: form-data; name="file"; filename="note.txt"'],
  ...["Content-Type: text/plain", "", "content of the file", `--${boundary}--`, ""],
].join("\r\n");

const json = { "content-type": "application/json" };

/** Bodies, with the headers that describe them. */
const bodies: Readonly<Record<string, { readonly body?: Body; readonly headers?: Record<string, string> }>> = {
  none: {},
  empty: { body: () => "" },
  json: { body: () => '{"name":"Ada","tags":["a","b"]}', headers: json },
  "broken json": { body: () => '{"name":', headers: json },
  form: { body: () => "a=1&b=2&b=3", headers: { "content-type": "application/x-www-form-urlencoded" } },
  bytes: {
    body: () => new Uint8Array([0, 1, 2, 253, 254, 255]),
    headers: { "content-type": "application/octet-stream" },
  },
  "70 KB": { body: () => Buffer.alloc(70_000, "x"), headers: { "content-type": "application/octet-stream" } },
  "300 KB": { body: () => "y".repeat(300_000), headers: { "content-type": "text/plain" } },
  stream: { body: () => Readable.from(pieces(5, 1000)), headers: { "content-type": "application/octet-stream" } },
  generator: { body: () => pieces(40, 10_000), headers: { "content-type": "application/octet-stream" } },
  "sized stream": {
    body: () => Readable.from(pieces(3, 10)),
    headers: { "content-type": "application/octet-stream", "content-length": "30" },
  },
  multipart: { body: () => multipart, headers: { "content-type": `multipart/form-data; boundary=${boundary}` } },
};

const headerSets: Readonly<Record<string, DispatchOptions["headers"]>> = {
  plain: {},
  repeated: { "x-many": ["1", "2", "3"], accept: ["text/html", "*/*"] },
  cookies: { cookie: "a=1; b=2", "Accept-Language": "de" },
  odd: { "X-Mixed-Case": "  spaces around\t", "x-empty": "", "x-latin": "caf\u00e9", authorization: "Bearer x" },
  cached: { "if-none-match": '"x"', "user-agent": "test", "x-forwarded-for": "10.0.0.1, 10.0.0.2" },
};

const paths = ["/raw/echo", "/raw/echo?a=1&a=2&b=%20x", "/raw/echo/%E2%82%AC?q=a+b&e="];
const methods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];

function* echoes(path: string): Iterable<Case> {
  for (const method of methods) {
    const bodiless = method === "GET" || method === "HEAD";
    for (const [name, { body, headers }] of Object.entries(bodies)) {
      if (bodiless && body !== undefined) continue;
      yield {
        name: `${method} ${path} ${name}`,
        options: { method, path, ...(headers && { headers }) },
        ...(body && { body }),
      };
    }
    for (const [name, headers] of Object.entries(headerSets)) {
      yield { name: `${method} ${path} with headers: ${name}`, options: { method, path, headers } };
    }
  }
}

const parts: Readonly<Record<string, readonly string[]>> = {
  status: ["200", "201", "204", "205", "206", "301", "304", "400", "404", "418", "500", "503", "599"],
  empty: ["200", "204", "304", "404"],
  chunks: ["0", "1", "3", "50"],
  stream: ["0", "1", "20"],
  big: ["1", "1000", "65536", "65537", "300000", "2000000"],
};

const plainRoutes = [
  ...["message", "cookies", "latin", "mangled", "encodings", "corked", "drained", "sized", "flushed", "tooLong"],
  ...["hints", "processing", "trailers", "pipe", "ignoring", "reading", "unended"],
  ...["destroy", "destroySocket", "destroyRequest", "destroyLate", "header", "sent", "states", "twice", "unknown"],
];

function* routes(): Iterable<Case> {
  for (const method of ["GET", "HEAD", "POST"]) {
    for (const [route, all] of Object.entries(parts)) {
      for (const part of all)
        yield { name: `${method} ${route} ${part}`, options: { method, path: `/raw/${route}/${part}` } };
    }
    for (const route of plainRoutes) yield { name: `${method} ${route}`, options: { method, path: `/raw/${route}` } };
  }
}

function* behaviours(): Iterable<Case> {
  for (const route of ["pipe", "reading", "ignoring"]) {
    for (const [name, { body, headers }] of Object.entries(bodies)) {
      if (body === undefined) continue;
      // Whether a large body is still on its way when the response ends depends on the kernel's buffers.
      if (route === "ignoring" && /KB|generator/.test(name)) continue;
      yield {
        name: `POST ${route} ${name}`,
        options: { method: "POST", path: `/raw/${route}`, ...(headers && { headers }) },
        body,
      };
    }
  }
  for (const route of ["slow", "dripping"])
    yield { name: `${route}, gone`, options: { method: "GET", path: `/raw/${route}` }, abort: "arrival" };
  yield {
    name: "slow upload, gone",
    options: { method: "POST", path: "/raw/slow" },
    body: () => "x",
    abort: "arrival",
  };
  for (const abort of ["head", "data"] as const) {
    yield { name: `dripping, gone at ${abort}`, options: { method: "GET", path: "/raw/dripping" }, abort };
  }
  for (const route of ["big/300000", "stream/20", "drained", "chunks/50"]) {
    yield { name: `${route}, taken slowly`, options: { method: "GET", path: `/raw/${route}` }, pauses: true };
  }
}

/** The requests to routes of node's own request and response. */
export const rawCases: readonly Case[] = [...paths.flatMap((path) => [...echoes(path)]), ...routes(), ...behaviours()];

const idioms = [
  "json",
  "text",
  "stream",
  "error",
  "rejected",
  "redirect",
  "nothing",
  "cookies",
  "session",
  "not-found",
];

function* framework(): Iterable<Case> {
  yield* echoes("/echo");
  for (const path of idioms.map((name) => `/${name}`)) {
    for (const method of ["GET", "HEAD", "OPTIONS"]) yield { name: `${method} ${path}`, options: { method, path } };
  }
  for (const coding of ["gzip", "br", "deflate", "identity"]) {
    yield {
      name: `large in ${coding}`,
      options: { method: "GET", path: "/large", headers: { "accept-encoding": coding } },
    };
  }
  yield {
    name: "upload",
    options: { method: "POST", path: "/upload", headers: bodies.multipart?.headers ?? {} },
    body: () => multipart,
  };
  yield { name: "session", options: { method: "GET", path: "/session", headers: { cookie: "none=1" } } };
}

/** The requests to routes in the idiom of each framework. */
export const frameworkCases: readonly Case[] = [...framework()];

function* fetches(): Iterable<Case> {
  for (const path of ["/echo", "/echo?a=1&a=2&b=%20x", "/echo?q=a+b&e=", "/echo?%E2%82%AC=1"]) yield* echoes(path);
  for (const code of parts.status ?? []) {
    for (const method of methods)
      yield { name: `${method} status ${code}`, options: { method, path: `/status/${code}` } };
  }
  for (const bytes of parts.big ?? [])
    yield { name: `big ${bytes}`, options: { method: "GET", path: `/big/${bytes}` }, pauses: true };
  for (const [name, { body, headers }] of Object.entries(bodies)) {
    if (body !== undefined)
      yield { name: `pipe ${name}`, options: { method: "POST", path: "/pipe", ...(headers && { headers }) }, body };
  }
}

/** The requests to a fetch application. */
export const fetchCases: readonly Case[] = [...framework(), ...fetches()];
