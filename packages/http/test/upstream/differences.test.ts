/** The same requests to the upstream itself and through the listener: what both see is equal. */

import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { gzipSync } from "node:zlib";
import { sendRaw } from "@seamline/test-support";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Front, openFront } from "./front.ts";

/** Fields that differ by design. */
const ofConnections = /^(?:connection|keep-alive|date|via|transfer-encoding|te|forwarded|x-forwarded-.+)$/;

let seen: unknown[] = [];
let server: Server;
let front: Front;
beforeAll(async () => {
  server = createServer((req, res) => {
    const chunks: Buffer[] = [];
    req.on("data", (chunk: Buffer) => chunks.push(chunk));
    req.on("end", () => {
      const body = Buffer.concat(chunks).toString("latin1");
      seen.push([req.method, req.url, fieldsOf(req.rawHeaders), body, req.rawTrailers]);
      const status = Number(/status=(\d+)/.exec(req.url ?? "")?.[1] ?? 200);
      const kind = /kind=(\w+)/.exec(req.url ?? "")?.[1];
      res.statusMessage = status === 299 ? "Made up" : res.statusMessage;
      res.setHeader("set-cookie", ["a=1; Path=/", "b=2; HttpOnly"]);
      res.setHeader("X-Case", "Kept");
      if (kind === "redirect") res.setHeader("location", "http://shop/next?a=1#b");
      if (kind === "gzip") res.setHeader("content-encoding", "gzip").end(gzipSync(body || "empty"));
      else if (kind === "chunks") {
        res.writeHead(status);
        for (const part of ["one ", "two ", "three"]) res.write(part);
        res.end();
      } else if (kind === "trailers" && req.method !== "HEAD") {
        res.writeHead(status, { trailer: "x-sum" });
        res.write("body");
        res.addTrailers({ "x-sum": "7" });
        res.end();
      } else if (kind === "large") res.writeHead(status, { "content-length": 300_000 }).end("y".repeat(300_000));
      else if (kind === "latin")
        res.writeHead(status, { "x-latin": "gr\xfc\xdf" }).end(Buffer.from([0, 255, 254, 128]));
      else res.writeHead(status).end(`${req.method} ${body.length}`);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  front = await openFront(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
});
afterAll(async () => {
  await front[Symbol.asyncDispose]();
  await new Promise((resolve) => server.close(resolve));
});

function fieldsOf(raw: readonly string[]): readonly string[] {
  return raw
    .flatMap((name, index) => (index % 2 === 0 ? [[name, raw[index + 1]] as const] : []))
    .filter(([name]) => !ofConnections.test(name.toLowerCase()))
    .map(([name, value]) =>
      /^(?:host|content-length)$/i.test(name) ? `${name.toLowerCase()}: ${value}` : `${name}: ${value}`,
    )
    .sort();
}

/** A response without what its connection alone decides: its framing, and the fields of it. */
function normalize(text: string): unknown {
  const [head = "", ...rest] = text.split("\r\n\r\n");
  const [line, ...lines] = head.split("\r\n");
  const fields = lines.flatMap((field) => [field.slice(0, field.indexOf(":")), field.slice(field.indexOf(":") + 2)]);
  const chunked = /^transfer-encoding: chunked$/im.test(head);
  const content = rest.join("\r\n\r\n");
  return [line, fieldsOf(fields), chunked ? joinChunks(content) : content, chunked];
}

function joinChunks(text: string): readonly [body: string, trailers: string] {
  let body = "";
  for (let at = 0; ; ) {
    const end = text.indexOf("\r\n", at);
    if (end < 0) throw new Error(`expected a chunk at ${at} of ${JSON.stringify(text.slice(0, 200))}`);
    const length = Number.parseInt(text.slice(at, end), 16);
    if (!(length > 0)) return [body, text.slice(end)];
    body += text.slice(end + 2, end + 2 + length);
    at = end + 4 + length;
  }
}

const methods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "PROPFIND", "REPORT"];
const bodies = {
  none: { fields: [], body: "" },
  empty: { fields: ["content-length: 0"], body: "" },
  json: { fields: ["content-type: application/json", "content-length: 7"], body: '{"a":1}' },
  bytes: { fields: ["content-type: application/octet-stream", "content-length: 4"], body: "\x00\xff\r\n" },
  multipart: {
    fields: ['content-type: multipart/form-data; boundary="a,b"', "content-length: 35"],
    body: "--a,b\r\nx: y\r\n\r\nvalue one\r\n--a,b--\r\n",
  },
  chunks: { fields: ["transfer-encoding: chunked"], body: "3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n" },
  trailers: { fields: ["transfer-encoding: chunked", "trailer: x-sum"], body: "3\r\nabc\r\n0\r\nx-sum: 6\r\n\r\n" },
} as const;
const extras = {
  plain: [],
  cookies: ["Cookie: a=1; b=2", "Cookie: c=3"],
  conditional: ['If-None-Match: "x"', "Range: bytes=0-3", "Accept-Encoding: gzip, br"],
  odd: ["X-Latin: gr\xfc\xdf", "X-Empty:", "X-Twice: a", "x-twice: b", "X-Tab: a\tb", 'X-Quoted: "a, b"'],
} as const;
const targets = [
  ...[
    "/",
    "/a/b/c.html",
    "/a?b=c&d[]=e&f=%20%2F",
    "/a%2Fb/%C3%BC",
    "/a//b/",
    "/~x/;p=1",
    "/a?status=404",
    "/a?status=500",
  ],
  ...[
    "/a?status=204",
    "/a?status=304",
    "/a?status=299",
    "/a?status=302&kind=redirect",
    "/a?kind=gzip",
    "/a?kind=chunks",
  ],
  ...[
    "/a?kind=trailers",
    "/a?kind=large",
    "/a?kind=latin",
    "/a?status=206&kind=chunks",
    "/a?status=401",
    "/a?status=206&kind=large",
  ],
];

const cases = [
  ...methods.flatMap((method) => Object.keys(bodies).map((body) => ({ method, body, extra: "plain", target: "/a" }))),
  ...targets.flatMap((target) =>
    ["GET", "HEAD", "POST"].map((method) => ({ method, body: "none", extra: "plain", target })),
  ),
  ...targets.map((target) => ({ method: "PUT", body: "json", extra: "odd", target })),
  ...Object.keys(extras).flatMap((extra) =>
    ["GET", "POST"].map((method) => ({ method, body: "json", extra, target: "/b?kind=gzip" })),
  ),
] as readonly { method: string; body: keyof typeof bodies; extra: keyof typeof extras; target: string }[];

describe("a request through the listener", () => {
  it("is one of many", () => {
    expect(cases.length).toBeGreaterThanOrEqual(150);
  });

  it.each(cases)("equals one to the upstream: $method $target, body $body, fields $extra", async (one) => {
    const { fields, body } = bodies[one.body];
    const head = [
      `${one.method} ${one.target} HTTP/1.1`,
      "host: shop.example",
      "connection: close",
      ...extras[one.extra],
      ...fields,
    ];
    const text = [...head, "", body].join("\r\n");
    seen = [];
    const direct = normalize(
      await sendRaw(new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}`), text),
    );
    const [expected] = seen;
    seen = [];
    const passed = normalize(await sendRaw(front.url, text));
    expect(passed).toEqual(direct);
    expect(seen).toEqual([withLength(expected, one)]);
  });
});

/** A body without a length or chunks is announced as empty, where the method suggests one. */
function withLength(expected: unknown, { method, body }: { method: string; body: string }): unknown {
  if (body !== "none" || /^(?:GET|HEAD|DELETE|OPTIONS)$/.test(method)) return expected;
  const [name, url, fields, ...rest] = expected as [string, string, string[], ...unknown[]];
  return [name, url, ["content-length: 0", ...fields].sort(), ...rest];
}
