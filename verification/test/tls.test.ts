import type { IncomingMessage } from "node:http";
import { type RequestOptions, request } from "node:https";
import { type AddressInfo, connect, createServer, type Server } from "node:net";
import { connect as connectTls, createServer as createTlsServer } from "node:tls";
import { ConfigurationError } from "@seamline/core";
import { http } from "@seamline/http";
import { openShop, type Shop } from "@seamline/http/test/shop.ts";
import { postText } from "@seamline/test-support";
import { createCertificateAuthority } from "@seamline/testing";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const authority = createCertificateAuthority();
const rogue = createCertificateAuthority();
const ca = authority.cert;
const hosts = ["127.0.0.1", "localhost"];
const listenerCertificate = authority.issue({ hosts });
const customer = authority.issue({ uris: ["spiffe://test/customer"] });
const courier = authority.issue({ uris: ["spiffe://test/ns/food/courier"] });
const nameless = authority.issue({ commonName: "customer" });
const rogueCustomer = rogue.issue({ commonName: "customer", uris: ["spiffe://test/customer"] });
const key = { id: "k1", secret: new Uint8Array(32).fill(1) };

/** Sends a request with any client certificate by Node's client. */
function askTls(url: URL, options: RequestOptions): Promise<{ status: number; body: string; reused: boolean }> {
  return new Promise((resolve, reject) => {
    const onResponse = async (response: IncomingMessage): Promise<void> => {
      let body = "";
      for await (const chunk of response) body += chunk;
      const { socket } = response as unknown as { socket: { isSessionReused(): boolean } };
      resolve({ status: response.statusCode ?? 0, body, reused: socket.isSessionReused() });
    };
    const { hostname: host, port } = url;
    request({ host, port, ca, agent: false, ...options }, (response) => void onResponse(response))
      .on("error", reject)
      .end();
  });
}

const guarded = { method: "POST", path: "/shop/guarded" };

describe("a listener with tls", () => {
  it("responds over TLS, to the transport and to other clients", async () => {
    await using shop = await openShop({ public: { tls: listenerCertificate }, internal: { tls: listenerCertificate } });
    expect(shop.listening.internal).toMatch(/^https:\/\/127\.0\.0\.1:\d+$/);
    await expect(shop.client({ tls: { ca } }).run("touch")).resolves.toBeUndefined();
    expect(await askTls(shop.publicUrl, { path: "/health/live" })).toMatchObject({ status: 200 });
  });

  it("takes a certificate's bytes as well as its text", async () => {
    const tls = { key: Buffer.from(listenerCertificate.key), cert: new TextEncoder().encode(listenerCertificate.cert) };
    await using shop = await openShop({ internal: { tls } });
    await expect(shop.client({ tls: { ca: [Buffer.from(ca)] } }).run("touch")).resolves.toBeUndefined();
  });

  it("refuses plain HTTP, and goes on serving", async () => {
    await using shop = await openShop({ internal: { tls: listenerCertificate } });
    const plain = shop.client({ url: `http://${shop.internalUrl.host}` });
    await expect(plain.run("touch")).rejects.toMatchObject({
      code: expect.stringMatching(/^(?:unavailable|internal)$/),
    });
    await expect(shop.client({ tls: { ca } }).run("touch")).resolves.toBeUndefined();
  });

  it("drains while a client has not finished its handshake", async () => {
    const shop = await openShop({ internal: { tls: listenerCertificate } });
    const socket = connect(Number(shop.internalUrl.port), "127.0.0.1");
    const closed = new Promise((resolve) => socket.on("close", resolve));
    socket.on("error", () => undefined);
    await new Promise((resolve) => socket.on("connect", resolve));
    await expect(shop.client({ tls: { ca } }).run("touch")).resolves.toBeUndefined(); // the server has seen the socket
    await shop[Symbol.asyncDispose]();
    await closed;
  });

  it("closes an idle connection after its timeout", async () => {
    await using shop = await openShop({ internal: { tls: listenerCertificate, keepAliveTimeoutMs: 100 } });
    const { hostname: host, port } = shop.internalUrl;
    const socket = connectTls({ host, port: Number(port), ca });
    const ended = new Promise((resolve) => socket.on("end", resolve));
    socket.write(postText("/shop/touch", "{}").replace("connection: close", "connection: keep-alive"));
    expect(String(await new Promise((resolve) => socket.once("data", resolve)))).toContain("keep-alive: timeout=0");
    await ended;
    socket.destroy();
  });

  it("passes the verified certificate of a public client to authenticate", async () => {
    const seen: unknown[] = [];
    const authenticate = ({ certificate }: { certificate: { subject: { CN?: unknown } } | undefined }): undefined => {
      seen.push(certificate?.subject.CN);
    };
    const tls = { ...listenerCertificate, ca, requestCert: true, rejectUnauthorized: false };
    await using shop = await openShop({ public: { tls, authenticate: authenticate as never } });
    const path = "/shop/x/search?count=1&flag=true&words=w";
    for (const one of [nameless, rogueCustomer, {}]) {
      expect(await askTls(shop.publicUrl, { path, ...one })).toMatchObject({ status: 200 });
    }
    expect(seen).toEqual(["customer", undefined, undefined]);
  });
});

describe("a client over tls", () => {
  const servers: Server[] = [];
  afterAll(() => Promise.all(servers.map((server) => server[Symbol.asyncDispose]())));

  async function open(server: Server): Promise<string> {
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  const failure = { code: "unavailable", reason: "tls", sent: "not_sent" };
  let shop: Shop;
  beforeAll(async () => {
    shop = await openShop({ internal: { tls: listenerCertificate } });
  });
  afterAll(() => shop[Symbol.asyncDispose]());

  it("refuses a callee of an unknown authority", async () => {
    await expect(shop.client().run("touch")).rejects.toMatchObject(failure);
    await expect(shop.client({ tls: { ca: rogue.cert } }).run("touch")).rejects.toMatchObject(failure);
  });

  it.each([
    ["whose certificate has expired", { hosts, notBefore: new Date("2020-01-01"), notAfter: new Date("2021-01-01") }],
    [
      "whose certificate is not valid yet",
      { hosts, notBefore: new Date("2051-01-01"), notAfter: new Date("2052-01-01") },
    ],
    ["of another name", { hosts: ["elsewhere.test"] }],
    ["of another name with the right common name", { commonName: "127.0.0.1", hosts: ["elsewhere.test"] }],
  ])("refuses a callee %s", async (_name, subject) => {
    await using other = await openShop({ internal: { tls: authority.issue(subject) } });
    await expect(other.client({ tls: { ca } }).run("touch")).rejects.toMatchObject(failure);
    expect(other.handlers.calls).toEqual([]);
  });

  it("refuses a callee that speaks plain HTTP", async () => {
    const url = await open(createServer((socket) => socket.resume().end("HTTP/1.1 400 Bad Request\r\n\r\n")));
    await expect(shop.client({ url, tls: { ca } }).run("touch")).rejects.toMatchObject(failure);
  });

  it("refuses a callee whose TLS is too old", async () => {
    const old = createTlsServer({ ...listenerCertificate, maxVersion: "TLSv1.2" }, (socket) => socket.end());
    old.on("tlsClientError", () => undefined);
    const url = await open(old);
    await expect(shop.client({ url, tls: { ca, minVersion: "TLSv1.3" } }).run("touch")).rejects.toMatchObject(failure);
  });

  it("is refused by a listener that requires a newer TLS", async () => {
    await using strict = await openShop({ internal: { tls: { ...listenerCertificate, minVersion: "TLSv1.3" } } });
    await expect(askTls(strict.internalUrl, { path: "/health/live", maxVersion: "TLSv1.2" })).rejects.toMatchObject({
      code: expect.stringMatching(/^(?:EPROTO|ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION)$/),
    });
    await expect(strict.client({ tls: { ca } }).run("touch")).resolves.toBeUndefined();
  });

  it("accepts a callee under its configured name", async () => {
    await using named = await openShop({ internal: { tls: authority.issue({ hosts: ["shop.test"] }) } });
    await expect(named.client({ tls: { ca, servername: "shop.test" } }).run("touch")).resolves.toBeUndefined();
  });

  it("is set up for every service and for one by http()", async () => {
    const [, scheme = "", rest = ""] = /^(\w+):(.*)$/.exec(shop.listening.internal ?? "") ?? [];
    const provider = http({ tls: { ca: rogue.cert, services: { shop: { ca } } } });
    const target = provider.read({ text: "", scheme, rest, options: [] }, () => undefined);
    const { createClient } = await import("@seamline/core");
    const { ShopClient, shopContract } = await import("@seamline/http/test/shop.ts");
    for (const [service, outcome] of [
      ["shop", undefined],
      ["other", "tls"],
    ] as const) {
      const transport = target.create({ service, contract: shopContract, keys: [] });
      const reason = await createClient(ShopClient, transport)
        .run("touch")
        .then(
          () => undefined,
          (error) => error.reason,
        );
      expect(reason, service).toBe(outcome);
      await transport.close?.();
    }
  });

  it.each([
    ["a key without its certificate", { key: customer.key }, /^tls: expected key and cert together, found only key$/],
    ["the key of another certificate", { cert: customer.cert, key: courier.key }, /found what OpenSSL refuses with/],
    ["a file name", { ca: "/etc/ssl/ca.pem", cert: "/c.pem", key: "/k.pem" }, /expected a certificate and its own key/],
    ["an unknown version", { minVersion: "SSLv3" as never }, /expected the minVersion TLSv1.2 or TLSv1.3/],
  ])("is not made with %s", (_name, tls, message) => {
    expect(() => http({ tls })).toThrow(message);
    expect(() => http({ tls: { services: { shop: tls } } })).toThrow(message);
    expect(() => shop.client({ tls })).toThrow(message);
  });

  it("is not made for a URL without TLS", () => {
    expect(() => shop.client({ url: "http://127.0.0.1:1", tls: { ca } })).toThrow("expected an https: URL");
  });
});

describe("an internal listener with a ca", () => {
  let shop: Shop;
  beforeAll(async () => {
    shop = await openShop({ internal: { tls: { ...listenerCertificate, ca } } });
  });
  afterAll(() => shop[Symbol.asyncDispose]());

  it("trusts the caller that the certificate names", async () => {
    await expect(shop.client({ caller: "customer", tls: { ca, ...customer } }).run("guarded")).resolves.toBe("welcome");
    const seen = await shop.client({ caller: "courier", tls: { ca, ...courier } }).run("context");
    expect(seen).toMatchObject({ caller: "courier" });
  });

  it("takes the name from the certificate if the call has none", async () => {
    expect(await askTls(shop.internalUrl, { ...guarded, ...customer })).toMatchObject({
      status: 200,
      body: '"welcome"',
    });
    expect(await askTls(shop.internalUrl, { ...guarded, ...courier })).toMatchObject({ status: 403 });
  });

  it("refuses a caller that the certificate does not name", async () => {
    const impostor = shop.client({ caller: "customer", tls: { ca, ...courier } });
    await expect(impostor.run("guarded")).rejects.toMatchObject({ code: "unauthenticated", sent: "processed" });
  });

  it("refuses a certificate that names no service, whatever its common name", async () => {
    const caller = shop.client({ caller: "customer", tls: { ca, ...nameless } });
    await expect(caller.run("guarded")).rejects.toMatchObject({ code: "unauthenticated" });
    expect(await askTls(shop.internalUrl, { ...guarded, ...nameless })).toMatchObject({ status: 401 });
  });

  it.each([
    ["without a certificate", {}],
    ["with a certificate of another authority", rogueCustomer],
    [
      "with an expired certificate",
      authority.issue({
        uris: ["spiffe://test/customer"],
        notAfter: new Date("2021-01-01"),
        notBefore: new Date("2020-01-01"),
      }),
    ],
  ])("breaks the connection of a client %s, which gets a hint", async (_name, own) => {
    const before = shop.handlers.calls.length;
    const error = await shop
      .client({ tls: { ca, ...own } })
      .run("touch")
      .catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: "unavailable" });
    const { message, reason } = error as { message: string; reason?: string };
    expect(reason === "tls" || message.includes("a client certificate that is missing or refused")).toBe(true);
    expect(shop.handlers.calls).toHaveLength(before);
  });

  it("responds with 401 instead if configured, and trusts no common name then", async () => {
    await using lenient = await openShop({
      internal: { tls: { ...listenerCertificate, ca, rejectUnauthorized: false } },
    });
    for (const own of [rogueCustomer, {}]) {
      expect(await askTls(lenient.internalUrl, { ...guarded, ...own })).toMatchObject({ status: 401 });
      const call = lenient.client({ caller: "customer", tls: { ca, ...own } }).run("guarded");
      await expect(call).rejects.toMatchObject({ code: "unauthenticated", sent: "processed" });
    }
    await expect(lenient.client({ caller: "customer", tls: { ca, ...customer } }).run("guarded")).resolves.toBe(
      "welcome",
    );
  });

  it("lets the application map a certificate to services", async () => {
    const identify = ({ subject }: { subject: { CN?: unknown } }): string => String(subject.CN);
    await using mapped = await openShop({
      internal: { tls: { ...listenerCertificate, ca, identify: identify as never } },
    });
    expect(await askTls(mapped.internalUrl, { ...guarded, ...nameless })).toMatchObject({ status: 200 });
  });

  it.each([false, null, 0, "", {}, [""], ["customer", 5], Promise.resolve("customer")])(
    "runs nothing if identify returns %j, which names no service",
    async (named) => {
      await using mapped = await openShop({
        internal: { tls: { ...listenerCertificate, ca, identify: (() => named) as never } },
      });
      for (const caller of ["customer", undefined]) {
        const client = mapped.client({ ...(caller && { caller }), tls: { ca, ...customer } });
        await expect(client.run("touch")).rejects.toMatchObject({ code: "internal" });
      }
      expect(mapped.handlers.calls).toEqual([]);
    },
  );

  it("lets the holder of a certificate with several names act for each of them, and for no other", async () => {
    const both = authority.issue({ uris: ["spiffe://test/customer", "spiffe://test/courier"] });
    await expect(shop.client({ caller: "customer", tls: { ca, ...both } }).run("guarded")).resolves.toBe("welcome");
    await expect(shop.client({ caller: "admin", tls: { ca, ...both } }).run("touch")).rejects.toMatchObject({
      code: "unauthenticated",
    });
    expect(await askTls(shop.internalUrl, { ...guarded, ...both })).toMatchObject({ status: 403 });
  });

  it.each([
    "spiffe://test/customer, URI:spiffe://test/admin",
    "http://test/customer",
    "spiffe://test/customer/",
    "spiffe:///customer",
    "spiffe://test/__proto__",
    'spiffe://test/"customer',
  ])("reads no service from the name %j", async (uri) => {
    const odd = authority.issue({ uris: [uri] });
    expect(await askTls(shop.internalUrl, { ...guarded, ...odd })).toMatchObject({ status: 401 });
  });

  it("requires a signature and a certificate that agree if there are keys as well", async () => {
    await using both = await openShop({ keys: [key], internal: { tls: { ...listenerCertificate, ca } } });
    await expect(both.client({ caller: "customer", tls: { ca, ...customer } }).run("guarded")).resolves.toBe("welcome");
    const refused = { code: "unauthenticated", sent: "processed" };
    const unsigned = both.client({ caller: "customer", keys: [], tls: { ca, ...customer } });
    await expect(unsigned.run("guarded")).rejects.toMatchObject(refused);
    const disagreeing = both.client({ caller: "customer", tls: { ca, ...courier } });
    await expect(disagreeing.run("guarded")).rejects.toMatchObject(refused);
    expect(await askTls(both.internalUrl, { ...guarded, ...customer })).toMatchObject({ status: 401 });
  });

  it("verifies a client again when its authorities change", async () => {
    const before = await openShop({ internal: { tls: { ...listenerCertificate, ca } } });
    const port = Number(before.internalUrl.port);
    const { Agent } = await import("node:https");
    const agent = new Agent({ maxCachedSessions: 10 });
    const ask = (): ReturnType<typeof askTls> => askTls(before.internalUrl, { ...guarded, ...customer, agent });
    expect(await ask()).toMatchObject({ status: 200, reused: false });
    expect(await ask()).toMatchObject({ status: 200, reused: true });
    await before[Symbol.asyncDispose]();
    await using _after = await openShop({ internal: { port, tls: { ...listenerCertificate, ca: rogue.cert } } });
    await expect(ask()).rejects.toThrow();
    agent.destroy();
  });

  it("may listen beyond loopback without keys", async () => {
    await using open = await openShop({ internal: { host: "0.0.0.0", tls: { ...listenerCertificate, ca } } });
    const url = `https://127.0.0.1:${open.internalUrl.port}`;
    await expect(open.client({ url, caller: "customer", tls: { ca, ...customer } }).run("guarded")).resolves.toBe(
      "welcome",
    );
  });

  it.each([
    [
      "one with only its own certificate, beyond loopback",
      { host: "0.0.0.0", tls: listenerCertificate },
      /expected keys for a listener on 0.0.0.0/,
    ],
    [
      "one that requests certificates of any authority",
      { tls: { ...listenerCertificate, requestCert: true } },
      /expected a ca with requestCert/,
    ],
    [
      "one with the key of another certificate",
      { tls: { ...listenerCertificate, key: customer.key } },
      /expected a certificate and its own key in PEM/,
    ],
    ["one without a key", { tls: { cert: customer.cert } as never }, /expected a key and a cert/],
    [
      "one on a Unix socket",
      { port: undefined, socketPath: "none.sock", tls: listenerCertificate },
      /expected no tls on a Unix socket/,
    ],
  ])("is not opened: %s", async (_name, internal, message) => {
    const opening = openShop({ internal });
    await expect(opening).rejects.toThrow(ConfigurationError);
    const text = await opening.then(() => "", String);
    expect(text).toMatch(message);
    expect(text).not.toContain("PRIVATE KEY");
  });
});
