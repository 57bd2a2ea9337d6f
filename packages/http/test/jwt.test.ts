import { createHmac, generateKeyPairSync, type KeyObject, sign as signBytes } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { ask, postText, type RawResponse } from "@seamline/test-support";
import { exportJWK, type JWK, SignJWT } from "jose";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { authenticateJwt, type JwtOptions } from "../src/jwt.ts";
import { openShop, type Shop } from "./shop.ts";

const issuer = "https://login.test/";
const audience = "shop";
const rsa = generateKeyPairSync("rsa", { modulusLength: 2048 });
const ec = generateKeyPairSync("ec", { namedCurve: "P-256" });
const ed = generateKeyPairSync("ed25519");
const stranger = generateKeyPairSync("rsa", { modulusLength: 2048 });
const now = (): number => Math.floor(Date.now() / 1000);

type Claims = Record<string, unknown>;
type Header = Record<string, unknown>;

/** Writes any header and payload in compact form, also those that no library would sign. */
function write(header: Header, payload: string | Claims, mac: (text: string) => Buffer): string {
  const encode = (part: string | Claims): string =>
    Buffer.from(typeof part === "string" ? part : JSON.stringify(part)).toString("base64url");
  const text = `${encode(header)}.${encode(payload)}`;
  return `${text}.${mac(text).toString("base64url")}`;
}

const rs256 =
  (key: KeyObject = rsa.privateKey) =>
  (text: string): Buffer =>
    signBytes("sha256", Buffer.from(text), key);
const hs256 =
  (secret: string | Buffer) =>
  (text: string): Buffer =>
    createHmac("sha256", secret).update(text).digest();

const good = (): Claims => ({ iss: issuer, aud: audience, sub: "anna", exp: now() + 60, iat: now() });
const header: Header = { alg: "RS256", kid: "rsa", typ: "JWT" };
const token = (claims: Claims = {}, head: Header = {}): string =>
  write({ ...header, ...head }, { ...good(), ...claims }, rs256());
/** Claims as text, for numbers that JSON.stringify cannot write. */
const tokenOf = (change: (claims: string) => string): string => write(header, change(JSON.stringify(good())), rs256());

async function jwk(key: KeyObject, kid: string, alg?: string): Promise<JWK> {
  return { ...(await exportJWK(key)), kid, ...(alg && { alg }) };
}

const rsaPem = rsa.publicKey.export({ type: "spki", format: "pem" }).toString();
const rsaDer = rsa.publicKey.export({ type: "spki", format: "der" });
let options: JwtOptions;
let shop: Shop;

beforeAll(async () => {
  const keys = [
    await jwk(rsa.publicKey, "rsa"),
    await jwk(ec.publicKey, "ec", "ES256"),
    await jwk(ed.publicKey, "ed"),
    { kty: "oct", kid: "oct", k: Buffer.alloc(32, 7).toString("base64url") },
  ];
  options = { issuer, audience, jwks: { keys } };
  shop = await openShop({ public: { authenticate: authenticateJwt(options) } });
});
afterAll(() => shop[Symbol.asyncDispose]());

const body = '{"item":"apple"}';
const order = (on: Shop, ...headers: string[]): Promise<RawResponse> =>
  ask(on.publicUrl, postText("/shop/orders", body, headers));
const buy = (text: string, on: Shop = shop): Promise<RawResponse> => order(on, `authorization: Bearer ${text}`);

describe("authenticateJwt", () => {
  it("creates the principal of a valid token, with every kind of key", async () => {
    expect((await buy(token())).status).toBe(200);
    expect((await buy(token({ aud: ["other", audience] }, { typ: "application/AT+JWT" }))).status).toBe(200);
    for (const [alg, key, kid] of [
      ["ES256", ec.privateKey, "ec"],
      ["EdDSA", ed.privateKey, "ed"],
      ["PS256", rsa.privateKey, "rsa"],
    ] as const) {
      const signed = await new SignJWT(good()).setProtectedHeader({ alg, kid }).sign(key);
      expect((await buy(signed)).status, alg).toBe(200);
    }
  });

  it("lets toPrincipal choose the claims, or refuse", async () => {
    const seen: unknown[] = [];
    const authenticate = authenticateJwt({
      ...options,
      toPrincipal: ({ sub, role }) => (role === undefined ? undefined : { id: String(sub), role }),
    });
    await using own = await openShop({
      public: {
        async authenticate(request) {
          const principal = await authenticate(request);
          seen.push(principal);
          return principal;
        },
      },
    });
    expect([(await buy(token({ role: "cook" }), own)).status, (await buy(token(), own)).status]).toEqual([200, 403]);
    expect(seen).toEqual([{ id: "anna", role: "cook" }]);
  });

  it.each([false, null, "", {}])("runs nothing if toPrincipal returns %j", async (value) => {
    const authenticate = authenticateJwt({ ...options, toPrincipal: () => value as never });
    await using own = await openShop({ public: { authenticate } });
    expect([(await buy(token(), own)).status, own.handlers.calls]).toEqual([500, []]);
  });

  it.each<[string, () => string]>([
    ["no algorithm", () => write({ ...header, alg: "none" }, good(), () => Buffer.alloc(0)).concat("AA")],
    ["no signature", () => write({ ...header, alg: "none" }, good(), () => Buffer.alloc(0))],
    ["another spelling of none", () => write({ ...header, alg: "nOnE" }, good(), rs256())],
    ["a MAC with the public key's PEM", () => write({ ...header, alg: "HS256" }, good(), hs256(rsaPem))],
    ["a MAC with the public key's DER", () => write({ ...header, alg: "HS256" }, good(), hs256(rsaDer))],
    ["a MAC with a key of the set", () => write({ alg: "HS256", kid: "oct" }, good(), hs256(Buffer.alloc(32, 7)))],
    ["an algorithm of another kind of key", () => write({ ...header, alg: "ES256" }, good(), rs256())],
    ["an algorithm that is text only", () => write({ ...header, alg: ["RS256"] }, good(), rs256())],
    ["a foreign key", () => write(header, good(), rs256(stranger.privateKey))],
    [
      "a key in the token itself",
      () =>
        write(
          { ...header, kid: undefined, jwk: stranger.publicKey.export({ format: "jwk" }) },
          good(),
          rs256(stranger.privateKey),
        ),
    ],
    ["an unknown key id", () => token({}, { kid: "other" })],
    ["the key id __proto__", () => token({}, { kid: "__proto__" })],
    ["no exp", () => token({ exp: undefined })],
    ["exp in the past", () => token({ exp: now() - 60 })],
    ["nbf in the future", () => token({ nbf: now() + 60 })],
    ["iat in the future", () => token({ iat: now() + 60 })],
    ["exp as text", () => token({ exp: String(now() + 60) })],
    ["an infinite exp", () => tokenOf((text) => text.replace(/"exp":\d+/, '"exp":1e400'))],
    ["exp below zero", () => token({ exp: -1 })],
    ["iat as text", () => token({ iat: "now" })],
    ["no sub", () => token({ sub: undefined })],
    ["an empty sub", () => token({ sub: "" })],
    ["a sub that is not a text", () => token({ sub: { id: "anna" } })],
    ["no iss", () => token({ iss: undefined })],
    ["iss without its slash", () => token({ iss: "https://login.test" })],
    ["iss with two slashes", () => token({ iss: "https://login.test//" })],
    ["iss in capitals", () => token({ iss: "https://LOGIN.test/" })],
    ["iss in a list", () => token({ iss: [issuer] })],
    ["another aud", () => token({ aud: "shop2" })],
    ["no aud", () => token({ aud: undefined })],
    ["an extension that must be understood", () => token({}, { crit: ["x"], x: 1 })],
    ["an extension that jose knows", () => token({}, { crit: ["b64"], b64: true })],
    ["a payload that is not encoded", () => token({}, { b64: false })],
    ["a payload that is not an object", () => write(header, "[]", rs256())],
    ["a payload that is not JSON", () => write(header, "{", rs256())],
    ["a header that is not JSON", () => `AAAA.${token().split(".").slice(1).join(".")}`],
    ["four parts", () => `${token()}.AAAA`],
    ["one part", () => "AAAA"],
    ["more than 8 KiB", () => token({ padding: "x".repeat(8 * 1024) })],
    ["padding", () => `${token()}=`],
  ])("refuses a token with %s", async (_name, make) => {
    const before = shop.handlers.calls.length;
    const response = await buy(make());
    expect(response.status).toBe(401);
    expect(JSON.parse(response.body)).toMatchObject({
      code: "unauthenticated",
      detail: "Expected a valid bearer token",
    });
    expect(shop.handlers.calls).toHaveLength(before);
  });

  it("reads no token of 64 KiB", async () => {
    const authenticate = authenticateJwt({ ...options, jwks: { keys: [] } });
    const request = { headers: { authorization: `Bearer ${token({ padding: "x".repeat(65_536) })}` } };
    const error = await (async () => authenticate(request as never))().catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: "unauthenticated" });
    expect(error).not.toHaveProperty("cause"); // no parser has run
  });

  it.each<[string, readonly string[]]>([
    ["no header", []],
    ["two headers", ["authorization: Bearer @", "authorization: Bearer @"]],
    ["another header first", ["authorization: Basic YTpi", "authorization: Bearer @"]],
    ["another header last", ["authorization: Bearer @", "authorization: Basic YTpi"]],
    ["another scheme", ["authorization: Basic @"]],
    ["no scheme", ["authorization: @"]],
    ["an empty header", ["authorization:"]],
  ])("refuses a request with %s", async (_name, headers) => {
    expect((await order(shop, ...headers.map((text) => text.replace("@", token())))).status).toBe(401);
  });

  it("accepts anonymous requests if they are allowed, but no invalid token", async () => {
    await using open = await openShop({ public: { authenticate: authenticateJwt({ ...options, anonymous: true }) } });
    expect((await order(open)).status).toBe(200);
    expect((await buy("AAAA.AAAA.AAAA", open)).status).toBe(401);
  });

  it.each<[string, () => string]>([
    ["of a service", () => token({ azp: "courier", sub: "courier" })],
    ["of a service, by client_id", () => token({ azp: "x", client_id: "courier", sub: "courier" })],
    ["of a service, by grant type", () => token({ gty: "client-credentials" })],
    ["for another purpose", () => token({}, { typ: "logout+jwt" })],
    ["of another kind", () => token({}, { typ: "service+jwt" })],
  ])("denies a valid token %s", async (_name, make) => {
    const response = await buy(make());
    expect(response.status).toBe(403);
    expect(JSON.parse(response.body)).toMatchObject({ code: "permission_denied" });
  });

  it("accepts tokens of services and of listed clients if its options allow them", async () => {
    const authenticate = authenticateJwt({
      ...options,
      services: true,
      authorizedParties: ["courier"],
      types: ["service+jwt"],
    });
    await using own = await openShop({ public: { authenticate } });
    const typ = "service+jwt";
    expect((await buy(token({ azp: "courier", sub: "courier" }, { typ }), own)).status).toBe(200);
    expect((await buy(token({ azp: "customer", sub: "customer" }, { typ }), own)).status).toBe(403);
    expect((await buy(token({}, { typ }), own)).status).toBe(403);
    expect((await buy(token({ azp: "courier" }, { typ: "JWT" }), own)).status).toBe(403);
  });

  it("accepts listed algorithms only", async () => {
    const authenticate = authenticateJwt({ ...options, algorithms: ["ES256"] });
    await using own = await openShop({ public: { authenticate } });
    expect((await buy(token(), own)).status).toBe(401);
  });

  it.each<[string, Record<string, unknown>, string]>([
    ["a shared-secret algorithm", { algorithms: ["HS256"] }, "algorithms: expected some of RS256"],
    ["no algorithm", { algorithms: [] }, "found none"],
    ["no issuer", { issuer: "" }, "issuer: expected"],
    ["no audience", { audience: [] }, "audience: expected"],
    ["a tolerance of an hour", { clockToleranceSeconds: 3600 }, "clockToleranceSeconds: expected 0 to 300, found 3600"],
    ["keys over plain HTTP", { jwks: new URL("http://login.test/keys") }, "jwks: expected an https: URL"],
    ["malformed keys", { jwks: { keys: "none" } }, "jwks: expected a JSON Web Key Set"],
  ])("refuses the options with %s", (_name, wrong, message) => {
    expect(() => authenticateJwt({ ...options, ...wrong } as JwtOptions)).toThrow(message);
  });
});

describe("authenticateJwt with a URL", () => {
  /** An issuer on loopback that counts the fetches of its keys. */
  async function openIssuer(
    respond: () => { status?: number; body: string },
  ): Promise<{ url: URL; fetches(): number } & AsyncDisposable> {
    let count = 0;
    const server = createServer((_req, res) => {
      count += 1;
      const { status = 200, body: text } = respond();
      res.writeHead(status, { "content-type": "application/jwk-set+json" }).end(text);
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const url = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/keys`);
    return {
      url,
      fetches: () => count,
      async [Symbol.asyncDispose]() {
        server.closeAllConnections();
        await server[Symbol.asyncDispose]();
      },
    };
  }

  it("fetches the keys once, at their first use", async () => {
    const keys = [await jwk(rsa.publicKey, "rsa")];
    await using login = await openIssuer(() => ({ body: JSON.stringify({ keys }) }));
    await using own = await openShop({ public: { authenticate: authenticateJwt({ ...options, jwks: login.url }) } });
    expect(login.fetches()).toBe(0);
    const responses = await Promise.all(Array.from({ length: 20 }, () => buy(token(), own)));
    expect(responses.map(({ status }) => status)).toEqual(Array(20).fill(200));
    expect(login.fetches()).toBe(1);
  });

  it("does not fetch again for a thousand unknown key ids", async () => {
    const keys = [await jwk(rsa.publicKey, "rsa")];
    await using login = await openIssuer(() => ({ body: JSON.stringify({ keys }) }));
    const authenticate = authenticateJwt({ ...options, jwks: login.url });
    const outcomes = await Promise.allSettled(
      Array.from({ length: 1000 }, async (_, index) => {
        const authorization = `Bearer ${token({}, { kid: `k${index}` })}`;
        return authenticate({ headers: { authorization } } as never);
      }),
    );
    expect(outcomes.every((one) => one.status === "rejected" && one.reason.code === "unauthenticated")).toBe(true);
    expect(login.fetches()).toBe(1);
  });

  it.each([
    ["fails", { status: 500, body: "" }],
    ["redirects", { status: 302, body: "" }],
    ["responds with something else", { body: "<html>" }],
    ["responds with too many bytes", { body: JSON.stringify({ keys: [], padding: "x".repeat(300_000) }) }],
  ])("responds with 503 while the issuer %s, and does not fetch again", async (_name, failure) => {
    await using login = await openIssuer(() => failure);
    await using own = await openShop({ public: { authenticate: authenticateJwt({ ...options, jwks: login.url }) } });
    for (let count = 0; count < 5; count += 1) expect((await buy(token(), own)).status).toBe(503);
    expect(login.fetches()).toBe(1);
  });
});
