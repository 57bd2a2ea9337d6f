import { connect } from "node:net";
import { ask, parseResponse, postText, requestText, sendRaw } from "@seamline/test-support";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { openShop, type Shop } from "./shop.ts";

let shop: Shop;
beforeAll(async () => {
  shop = await openShop({
    public: { headersTimeoutMs: 300, requestTimeoutMs: 600 },
    internal: { maxBodyBytes: 1000 },
  });
});
afterAll(() => shop[Symbol.asyncDispose]());
afterEach(async () => {
  // the next call succeeds after every request
  expect((await ask(shop.publicUrl, postText("/shop/orders", '{"item":"a"}'))).status).toBe(200);
});

const json = '{"item":"a"}';

function withType(type: string | undefined, body: string = json, headers: readonly string[] = []): string {
  const all = type === undefined ? headers : [`content-type: ${type}`, ...headers];
  return requestText("POST", "/shop/orders", [...all, `content-length: ${Buffer.byteLength(body, "latin1")}`], body);
}

describe("the content type of a request", () => {
  it.each([
    "application/json",
    "Application/JSON",
    "application/json ; charset=utf-8",
    'application/json;charset="UTF-8"',
  ])("may be %s", async (type) => {
    expect((await ask(shop.publicUrl, withType(type))).status).toBe(200);
  });

  it.each([
    undefined,
    "",
    "text/plain",
    "application/json\t;x",
    "application/json;;;;",
    "application/json; charset=latin1",
    "application/json; a=b",
    "application/x-www-form-urlencoded",
    "multipart/form-data; boundary=",
    "application/problem+json",
    "application/jsonp",
  ])("is refused if it is %j", async (type) => {
    const response = await ask(shop.publicUrl, withType(type));
    expect(response.status).toBe(415);
    expect(JSON.parse(response.body)).toMatchObject({ code: "invalid_argument", status: 415 });
  });

  it("is refused if it is repeated, as is the host", async () => {
    const twice = withType("application/json", json, ["content-type: text/plain"]);
    expect((await ask(shop.publicUrl, twice)).status).toBe(400);
    expect((await ask(shop.publicUrl, withType("application/json", json, ["host: other"]))).status).toBe(400);
  });

  it("does not affect the type of errors, whatever the client accepts", async () => {
    const response = await ask(shop.publicUrl, withType("text/plain", json, ["accept: text/html"]));
    expect(response.headers.get("content-type")).toBe("application/problem+json");
  });

  it("is not required without a body", async () => {
    expect((await ask(shop.internalUrl, requestText("POST", "/shop/touch"))).status).toBe(204);
    expect((await ask(shop.publicUrl, requestText("POST", "/shop/orders"))).status).toBe(400);
  });
});

describe("the body of a request", () => {
  it.each([
    ["a content encoding", withType("application/json", json, ["content-encoding: gzip"])],
    ["malformed JSON", withType("application/json", '{"item":')],
    ["a byte order mark", withType("application/json", `\u00ef\u00bb\u00bf${json}`)],
    ["bytes that are not UTF-8", withType("application/json", '{"item":"\u00ff"}')],
    ["UTF-16", withType("application/json", "{\u0000}\u0000")],
    ["null", withType("application/json", "null")],
    ["a list", withType("application/json", "[]")],
    ["text", withType("application/json", '"item"')],
    ["white space", withType("application/json", " \n")],
    ["a number too large for JSON", withType("application/json", '{"item":"a","amount":1e400}')],
    ["an unsafe integer", withType("application/json", '{"item":"a","amount":9007199254740993}')],
    ["a __proto__ key", withType("application/json", '{"item":"a","__proto__":{"amount":3}}')],
    ["a __proto__ key below", withType("application/json", '{"item":"a","x":[{"__proto__":null}]}')],
    ["an escaped __proto__ key", withType("application/json", '{"item":"a","\\u005f_proto__":[]}')],
    ["a missing field", withType("application/json", "{}")],
  ])("with %s is invalid_argument", async (_name, text) => {
    const response = await ask(shop.publicUrl, text);
    expect(response.status).toBe(400);
    expect(JSON.parse(response.body)).toMatchObject({ code: "invalid_argument" });
  });

  it("may have __proto__ as a value, and unknown keys", async () => {
    const response = await ask(shop.publicUrl, withType("application/json", '{"item":"__proto__","hasOwnProperty":1}'));
    expect(response.body).toBe('{"item":"__proto__","amount":1}');
  });

  it("cannot set fields of the path, the query or the headers", async () => {
    const body = JSON.stringify({
      id: "body",
      count: 9,
      flag: true,
      words: ["body"],
      note: "body",
      numbers: [1],
      nested: [],
    });
    const headers = ["content-type: application/json", `content-length: ${body.length}`];
    const response = await ask(
      shop.internalUrl,
      requestText("PUT", "/shop/path/things/1?flag=false&words=query", headers, body),
    );
    expect(JSON.parse(response.body)).toEqual({
      id: "path",
      count: 1,
      flag: false,
      words: ["query"],
      numbers: [1],
      nested: [],
    });
  });

  it.each([
    ["announced as", `content-length: ${10 ** 15}`, "x".repeat(100)],
    ["found to be", "transfer-encoding: chunked", `7d0\r\n${"x".repeat(2000)}\r\n0\r\n\r\n`],
  ])("that is %s too large gets 413", async (_name, header, body) => {
    const socket = connect(Number(shop.internalUrl.port), "127.0.0.1");
    const response = new Promise<string>((resolve) => socket.once("data", (chunk) => resolve(String(chunk))));
    socket.write(
      ["POST /shop/orders HTTP/1.1", "host: a", "content-type: application/json", header, "", body].join("\r\n"),
    );
    const parsed = parseResponse(await response);
    socket.destroy();
    expect(parsed.status).toBe(413);
    expect(JSON.parse(parsed.body)).toMatchObject({ code: "resource_exhausted" });
  });

  it("that is too large is resource_exhausted to a Seamline client", async () => {
    const call = shop.client().run("buy", { item: "x".repeat(2000) });
    await expect(call).rejects.toMatchObject({ code: "resource_exhausted", sent: "processed" });
  });

  it("that is too large keeps the connection usable for the next request", async () => {
    const large = "x".repeat(50_000);
    const first = `POST /shop/orders HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\ncontent-length: ${large.length}\r\n\r\n${large}`;
    const responses = await sendRaw(shop.internalUrl, first + postText("/shop/orders", json));
    expect(responses.match(/HTTP\/1\.1 \d+/g)).toEqual(["HTTP/1.1 413", "HTTP/1.1 200"]);
  });

  it("is requested with 100 only if its headers are valid", async () => {
    const expecting = ["expect: 100-continue"];
    const responses = await sendRaw(shop.publicUrl, postText("/shop/orders", json, expecting));
    expect(responses.match(/HTTP\/1\.1 \d+/g)).toEqual(["HTTP/1.1 100", "HTTP/1.1 200"]);
    const refused = await sendRaw(
      shop.internalUrl,
      requestText("POST", "/shop/orders", [...expecting, "content-type: application/json", "content-length: 5000"]),
    );
    expect(refused.match(/HTTP\/1\.1 \d+/g)).toEqual(["HTTP/1.1 413"]);
  });

  it("is ignored if the operation has none", async () => {
    const text = requestText("GET", "/shop/a/search?count=1&flag=true&words=w", ["content-length: 2"], "{}");
    expect((await ask(shop.publicUrl, text)).status).toBe(200);
  });

  it("that the client aborts never reaches a handler", async () => {
    const before = shop.handlers.calls.length;
    const socket = connect(Number(shop.publicUrl.port), "127.0.0.1");
    socket.write(
      'POST /shop/orders HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\ncontent-length: 12\r\n\r\n{"item"',
    );
    socket.end();
    await new Promise((resolve) => socket.on("close", resolve).resume());
    expect(shop.handlers.calls).toHaveLength(before);
  });
});

describe("the query of a request", () => {
  const search = (query: string): string => requestText("GET", `/shop/a/search?flag=true&words=w&count=${query}`);

  it.each(["0", "-1.5", "1e%2B21", "5e-324", "1.50", "9007199254740993"])("reads %s as a number", async (text) => {
    const response = await ask(shop.publicUrl, search(text));
    expect(JSON.parse(response.body).count).toBe(Number(decodeURIComponent(text)));
  });

  it.each(["NaN", "Infinity", "0x10", "1e3", "%201", "1_0", "", "01", "+1", "1&count=2"])(
    "refuses %j as a number",
    async (text) => {
      expect((await ask(shop.publicUrl, search(text))).status).toBe(400);
    },
  );

  it.each(["TRUE", "1", "on", "", "true&flag=true"])("refuses %j as a boolean", async (text) => {
    expect((await ask(shop.publicUrl, requestText("GET", `/shop/a/search?count=1&words=w&flag=${text}`))).status).toBe(
      400,
    );
  });

  it.each(["__proto__[x]=1", "constructor[prototype][x]=1", "words[1000000000]=x", "__proto__=1", "a=%E0%A4%A"])(
    "refuses %s",
    async (text) => {
      expect((await ask(shop.publicUrl, search(`1&${text}`))).status).toBe(400);
    },
  );

  it("distinguishes a space from a plus, and reads a semicolon as text", async () => {
    const response = await ask(shop.publicUrl, search("1&words=+&words=%2B&words=%20&words=1;b=2"));
    expect(JSON.parse(response.body).words).toEqual(["w", " ", "+", " ", "1;b=2"]);
  });
});

describe("a request that is not valid HTTP", () => {
  it.each([
    [
      "a length and chunks",
      "POST /shop/orders HTTP/1.1\r\nhost: a\r\ncontent-length: 3\r\ntransfer-encoding: chunked\r\n\r\n",
    ],
    ["an odd transfer encoding", "POST /shop/orders HTTP/1.1\r\nhost: a\r\ntransfer-encoding: xchunked\r\n\r\n"],
    ["a space before a colon", "POST /shop/orders HTTP/1.1\r\nhost: a\r\ntransfer-encoding : chunked\r\n\r\n"],
    ["a negative length", "POST /shop/orders HTTP/1.1\r\nhost: a\r\ncontent-length: -1\r\n\r\n"],
    ["a bare line feed", "GET /shop/orders HTTP/1.1\nhost: a\n\n"],
    ["a NUL", "GET /shop/orders HTTP/1.1\r\nhost: a\r\nx: \0\r\n\r\n"],
    ["an unknown method", "FOO /shop/orders HTTP/1.1\r\nhost: a\r\n\r\n"],
  ])("with %s gets 400", async (_name, text) => {
    const response = await ask(shop.publicUrl, text);
    expect(response.status).toBe(400);
    expect(JSON.parse(response.body)).toMatchObject({ code: "invalid_argument" });
  });

  it("does not replace the response to the request before it", async () => {
    const good = postText("/shop/orders", json).replace("connection: close", "x: y");
    const text = await sendRaw(shop.publicUrl, `${good}{"item":"b"} /shop/touch HTTP/1.1\r\n\r\n`);
    expect(text.match(/HTTP\/1\.1 \d+/g)).toEqual(["HTTP/1.1 200", "HTTP/1.1 400"]);
    const [response = "", refusal = ""] = text.split(/(?=HTTP\/1\.1 400)/);
    expect(JSON.parse(parseResponse(response).body)).toEqual({ item: "a", amount: 1 });
    expect(parseResponse(refusal).headers.get("connection")).toBe("close");
  });

  it("gets 431 if its headers are too large", async () => {
    expect((await ask(shop.publicUrl, requestText("GET", `/${"a".repeat(17_000)}`))).status).toBe(431);
    expect((await ask(shop.publicUrl, requestText("GET", "/", [`x: ${"a".repeat(17_000)}`]))).status).toBe(431);
  });

  it("gets 408 if its headers or its body do not arrive", async () => {
    expect((await ask(shop.publicUrl, "GET /shop")).status).toBe(408);
    const slow =
      "POST /shop/orders HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\ncontent-length: 12\r\n\r\n{";
    expect((await ask(shop.publicUrl, slow)).status).toBe(408);
  });
});
