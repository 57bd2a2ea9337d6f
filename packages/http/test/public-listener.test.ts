import { ServiceError } from "@seamline/core";
import { ask, parseResponse, postText, requestText, sendRaw } from "@seamline/test-support";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { openShop, type Shop } from "./shop.ts";

/** Values that are no principal, by the header for which `authenticate` returns them. */
const odd: ReadonlyMap<string, unknown> = new Map(
  [
    ...[false, true, null, 0, Number.NaN, 5, 5n, "", "ada", Symbol("ada"), () => ({ id: "ada" })],
    ...[{}, [], ["ada"], { name: "ada" }, { id: 7 }, { id: "" }, { id: "ada", since: 5n }, { id: "a".repeat(5_000) }],
  ].map((value, index) => [`odd-${index}`, value]),
);

let shop: Shop;
beforeAll(async () => {
  shop = await openShop({
    public: {
      authenticate: ({ headers }) => {
        if (headers.authorization === "bug") throw new Error("a secret of the identity provider");
        if (headers.authorization === "wrong") throw new ServiceError("unauthenticated", "The token has expired");
        if (headers.authorization?.startsWith("odd") === true) return odd.get(headers.authorization) as never;
        return headers.authorization === undefined ? undefined : { id: headers.authorization };
      },
    },
  });
});
afterAll(() => shop[Symbol.asyncDispose]());

const internalPath = "/shop/touch";
const unknownPath = "/shop/nothing-here";

/** Spellings of a path that some router, proxy or file system treats as equal. */
function spellings(path: string): readonly string[] {
  const [, first = "", second = ""] = path.split("/");
  const percent = (text: string, upper = false): string =>
    [...text].map((one) => `%${one.charCodeAt(0).toString(16)[upper ? "toUpperCase" : "toLowerCase"]()}`).join("");
  return [
    path,
    `${path}/`,
    `${path}//`,
    `//${first}/${second}`,
    `/${first}//${second}`,
    `/./${first}/${second}`,
    `/x/../${first}/${second}`,
    `/shop/orders/../${second}`,
    `/shop/orders/%2e%2e/${second}`,
    `/shop/orders/%2E./${second}`,
    `/shop/orders/..%2f${second}`,
    `/shop/orders/..%5c${second}`,
    `/${first}%2f${second}`,
    `/${first}%5c${second}`,
    `/${first}\\${second}`,
    `/${percent(first)}/${percent(second)}`,
    `/${first}/${percent(second, true)}`,
    `/${first}/%25${percent(second).slice(1)}`,
    `/${first}/${percent(percent(second))}`,
    path.toUpperCase(),
    `/${first}/${second[0]?.toUpperCase()}${second.slice(1)}`,
    `${path}.`,
    `${path}..`,
    `${path}%20`,
    `${path}%00`,
    `${path};a=b`,
    `/${first};a=b/${second}`,
    `${path}?x=1`,
    `${path}#x`,
    `${path}%23x`,
    `${path}%3fx`,
    `http://127.0.0.1${path}`,
    `https://shop${path}`,
    `http://shop@internal${path}`,
    `/http://shop${path}`,
    `/${first}/${second}%`,
    `/${first}/${second}%zz`,
    `/%c0%af${first}/${second}`,
    `/${first}/%e0%80%ae${second}`,
  ];
}

const bodies = ["", "{}", '{"$internal":true}'];
const tricks: readonly (readonly string[])[] = [
  [],
  ["x-internal: 1", "x-forwarded-for: 127.0.0.1"],
  ["x-http-method-override: POST", "x-original-url: /shop/touch", "x-rewrite-url: /shop/touch"],
  ["seamline-call-id: abc", "seamline-context: eyJkZXB0aCI6MSwiY2FsbGVyIjoiY3VzdG9tZXIifQ"],
];

describe("the public listener", () => {
  it("responds to every spelling of an internal operation exactly as to an unknown route", async () => {
    const expected = (await ask(shop.publicUrl, postText(unknownPath, "{}"))).timeless;
    expect(parseResponse(expected)).toMatchObject({ status: 404 });
    for (const path of spellings(internalPath)) {
      for (const headers of tricks) {
        expect((await ask(shop.publicUrl, postText(path, "{}", headers))).timeless, path).toBe(expected);
      }
      for (const body of bodies)
        expect((await ask(shop.publicUrl, postText(path, body))).timeless, path).toBe(expected);
    }
    expect(shop.handlers.calls).not.toContain("touch");
  });

  it.each(["GET", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "QUERY", "HEAD"])(
    "responds to %s for an internal operation exactly as for an unknown route",
    async (method) => {
      const expected = await ask(shop.publicUrl, requestText(method, unknownPath));
      const found = await ask(shop.publicUrl, requestText(method, internalPath));
      expect(found.timeless).toBe(expected.timeless);
      expect(found.status).toBe(404);
    },
  );

  it("exposes no internal operation to random changes of its path", async () => {
    const piece = fc.constantFrom(
      "/",
      "//",
      ".",
      "..",
      "%2e",
      "%2f",
      "%5c",
      ";",
      "?",
      "shop",
      "touch",
      "%74ouch",
      "SHOP",
      "%00",
    );
    await fc.assert(
      fc.asyncProperty(fc.array(piece, { minLength: 1, maxLength: 8 }), async (pieces) => {
        const response = await sendRaw(shop.publicUrl, postText(`/${pieces.join("")}`, "{}"));
        expect([400, 404]).toContain(parseResponse(response).status);
      }),
      { numRuns: 150 },
    );
    expect(shop.handlers.calls).not.toContain("touch");
  });

  it("serves an exposed operation with any encoding of its path", async () => {
    const response = await ask(shop.publicUrl, postText("/%73hop/%6Frders", '{"item":"apple"}'));
    expect(response).toMatchObject({ status: 200, body: '{"item":"apple","amount":1}' });
    expect(response.headers.get("seamline-call-id")).toMatch(/^\S+$/);
  });

  it.each(["GET", "PUT", "DELETE", "HEAD", "TRACE", "QUERY"])(
    "responds with 405 to %s on an exposed path",
    async (method) => {
      const before = shop.handlers.calls.length;
      const response = await ask(shop.publicUrl, requestText(method, "/shop/orders", ["x-http-method-override: POST"]));
      expect(response.status).toBe(405);
      expect(response.headers.get("allow")).toBe("POST, OPTIONS");
      expect(shop.handlers.calls).toHaveLength(before);
    },
  );

  it.each(["", ".", "..", "%2e", "%2E%2e", ".%2e", "%", "%e0%a4"])(
    "accepts no placeholder value from the segment %j",
    async (text) => {
      const target = `/shop/${text}/search?count=1&flag=true&words=w`;
      expect((await ask(shop.publicUrl, requestText("GET", target))).status).toBe(404);
    },
  );

  it("trusts no header that only services may send", async () => {
    const headers = [
      "seamline-call-id: mine",
      `seamline-context: ${Buffer.from('{"depth":64,"caller":"customer","principal":{"id":"root"},"tenant":"t"}').toString("base64url")}`,
      "authorization: anna",
      "accept-language: de-AT,en;q=0.5",
      "traceparent: 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
    ];
    const pending = sendRaw(shop.publicUrl, postText("/shop/wait", '{"name":"a"}', headers));
    const context = await shop.handlers.waiting.promise;
    shop.handlers.gate.resolve("done");
    const response = parseResponse(await pending);
    expect(context).toMatchObject({
      origin: "public",
      depth: 1,
      caller: undefined,
      tenant: undefined,
      locale: "de-AT",
    });
    expect(context.principal).toEqual({ id: "anna" });
    expect(context.trace.traceId).toBe("4bf92f3577b34da6a3ce929d0e0e4736");
    expect(context.trace.spanId).not.toBe("00f067aa0ba902b7");
    expect(context.callId).not.toBe("mine");
    expect(response.headers.get("seamline-call-id")).toBe(context.callId);
  });

  it("responds with 401 if authenticate refuses, and hides all its other errors", async () => {
    const refused = await ask(shop.publicUrl, postText("/shop/orders", '{"item":"a"}', ["authorization: wrong"]));
    expect(refused.status).toBe(401);
    expect(JSON.parse(refused.body)).toMatchObject({ code: "unauthenticated", detail: "The token has expired" });
    const broken = await ask(shop.publicUrl, postText("/shop/orders", '{"item":"a"}', ["authorization: bug"]));
    expect(broken.status).toBe(500);
    expect(broken.body).not.toContain("secret");
  });

  it.each([...odd])(
    "fails as internal, and runs nothing, if authenticate returns what is no principal: %s",
    async (header) => {
      const before = shop.handlers.calls.length;
      const log = vi.spyOn(process.stderr, "write").mockReturnValue(true);
      const response = await ask(
        shop.publicUrl,
        postText("/shop/orders", '{"item":"a"}', [`authorization: ${header}`]),
      );
      const lines = log.mock.calls.map(([line]) => String(line));
      log.mockRestore();
      expect(response.status).toBe(500);
      expect(JSON.parse(response.body)).toMatchObject({ code: "internal" });
      expect(response.body).not.toContain("principal");
      expect(shop.handlers.calls.length).toBe(before);
      expect(lines).toEqual([
        expect.stringMatching(/shop\.buy failed before its handler ran, .*(?:authenticate|principal): expected/),
      ]);
    },
  );
});

describe("the internal listener", () => {
  it("serves internal and exposed operations", async () => {
    expect((await ask(shop.internalUrl, postText("/shop/touch", ""))).status).toBe(204);
    expect((await ask(shop.internalUrl, postText("/shop/orders", '{"item":"a"}'))).status).toBe(200);
  });

  it("echoes call ids, and creates new ones for missing and malformed ones", async () => {
    for (const [given, echoed] of [
      ["abc-1", /^abc-1$/],
      ["a b", /^[\w-]+-\w+$/],
      ["", /^[\w-]+-\w+$/],
    ] as const) {
      const response = await ask(shop.internalUrl, postText("/shop/touch", "", [`seamline-call-id: ${given}`]));
      expect(response.headers.get("seamline-call-id")).toMatch(echoed);
    }
  });

  it.each([
    ["not JSON", "e30-", 400],
    ["a list", Buffer.from("[]").toString("base64url"), 400],
    ["a principal without an id", Buffer.from('{"depth":1,"principal":{}}').toString("base64url"), 400],
    ["metadata of a reserved name", Buffer.from('{"depth":1,"metadata":{"host":["a"]}}').toString("base64url"), 400],
    ["a depth below one", Buffer.from('{"depth":0}').toString("base64url"), 400],
    ["more than 64 nested calls", Buffer.from('{"depth":65}').toString("base64url"), 429],
  ])("refuses a context that is %s", async (_name, context, status) => {
    expect((await ask(shop.internalUrl, postText("/shop/touch", "", [`seamline-context: ${context}`]))).status).toBe(
      status,
    );
  });
});
