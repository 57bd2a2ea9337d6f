import { createHash, createHmac } from "node:crypto";
import type { SigningKey } from "@seamline/core/extend";
import { ask, type RawResponse, requestText, sendRaw } from "@seamline/test-support";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { createSigner, parseSignature, type SignedCall } from "../src/extend.ts";
import { openShop, type Shop } from "./shop.ts";

const key = (id: string, fill: number): SigningKey => ({ id, secret: new Uint8Array(32).fill(fill) });
const oldKey = key("k1", 1);
const newKey = key("k2", 2);

let shop: Shop;
beforeAll(async () => {
  shop = await openShop({ keys: [newKey, oldKey] });
});
afterAll(() => shop[Symbol.asyncDispose]());

const now = (): number => Math.floor(Date.now() / 1000);
const body = '{"item":"apple"}';

const bought: SignedCall = {
  method: "POST",
  target: "/shop/orders",
  operation: "shop.buy",
  audience: "shop",
  headers: ["call-1", "5000", undefined, undefined],
  body,
};

interface Sending {
  readonly keys?: readonly SigningKey[];
  readonly clock?: () => number;
  /** The signed parts, if they differ from the sent ones. */
  readonly signed?: Partial<SignedCall>;
  readonly caller?: string;
  readonly change?: (signature: string) => string;
  readonly target?: string;
  readonly sentBody?: string;
  readonly headers?: readonly string[];
}

function write({
  keys = [newKey],
  clock = now,
  signed,
  caller = "customer",
  change,
  target,
  sentBody,
  headers,
}: Sending): string {
  const signature = createSigner(keys, clock)?.({ ...bought, ...signed }, caller) ?? "";
  const sent = sentBody ?? body;
  return requestText(
    "POST",
    target ?? bought.target,
    [
      "content-type: application/json",
      `content-length: ${sent.length}`,
      ...(headers ?? ["seamline-call-id: call-1", "seamline-timeout-ms: 5000"]),
      `seamline-signature: ${change === undefined ? signature : change(signature)}`,
    ],
    sent,
  );
}

const send = (sending: Sending): Promise<RawResponse> => ask(shop.internalUrl, write(sending));
const flip = (text: string, at: number): string =>
  text.slice(0, at) + (text[at] === "A" ? "B" : "A") + text.slice(at + 1);

describe("a signed call", () => {
  it("is signed by the transport and accepted by the listener, with its caller", async () => {
    const seen = await shop.client({ caller: "customer" }).run("context", {}, { tenant: "t", idempotencyKey: "k" });
    expect(seen).toMatchObject({ caller: "customer", tenant: "t", idempotencyKey: "k" });
    expect(await shop.client().run("context")).not.toHaveProperty("caller");
  });

  it("covers path, query, headers and body of every binding", async () => {
    const input = {
      id: "a b",
      count: 1,
      flag: true,
      words: ["ü"],
      note: "n",
      marks: ["x", ","],
      nested: [{ deep: "ü" }],
    };
    expect(await shop.client().run("describe", input)).toEqual(input);
  });

  it("leaves a target's base path unsigned, so that a gateway may strip it", async () => {
    const target = new URL(shop.listening.internal ?? "");
    const { createServer } = await import("node:http");
    const gateway = createServer(async (req, res) => {
      const chunks: Buffer[] = [];
      for await (const chunk of req) chunks.push(chunk);
      const { connection: _, host: __, ...headers } = req.headers as Record<string, string>;
      const url = new URL(req.url?.replace("/base", "") ?? "", target);
      const response = await fetch(url, { method: req.method ?? "", headers, body: Buffer.concat(chunks) });
      res.writeHead(response.status, Object.fromEntries(response.headers)).end(await response.text());
    });
    await new Promise<void>((resolve) => gateway.listen(0, "127.0.0.1", resolve));
    const { port } = gateway.address() as { port: number };
    const client = shop.client({ url: `http://127.0.0.1:${port}/base/` });
    await expect(client.run("buy", { item: "apple" })).resolves.toEqual({ item: "apple", amount: 1 });
    gateway.closeAllConnections();
    await new Promise((resolve) => gateway.close(resolve));
  });

  it("is accepted from either key while keys rotate", async () => {
    expect((await send({ keys: [oldKey] })).status).toBe(200);
    expect((await send({ keys: [newKey] })).status).toBe(200);
  });

  it("is accepted when the clocks differ by less than two minutes", async () => {
    expect((await send({ clock: () => now() - 110 })).status).toBe(200);
    expect((await send({ clock: () => now() + 110 })).status).toBe(200);
  });

  it("is accepted once", async () => {
    const text = write({});
    expect((await ask(shop.internalUrl, text)).status).toBe(200);
    expect((await ask(shop.internalUrl, text)).status).toBe(401);
  });

  it("is accepted once of fifty concurrent copies", async () => {
    const text = write({});
    const responses = await Promise.all(Array.from({ length: 50 }, () => ask(shop.internalUrl, text)));
    expect(responses.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(responses.filter(({ status }) => status === 401)).toHaveLength(49);
  });

  it.each<[string, Sending]>([
    ["no signature", { change: () => "" }],
    ["an empty mac", { change: (text) => text.replace(/s=.*$/, "s=") }],
    ["a mac of another length", { change: (text) => `${text}A` }],
    ["one bit of the mac flipped", { change: (text) => flip(text, text.length - 20) }],
    [
      "the spare bits of the mac flipped",
      { change: (text) => text.slice(0, -1) + String.fromCharCode(text.charCodeAt(text.length - 1) + 1) },
    ],
    ["another time", { change: (text) => text.replace(/t=(\d+)/, (_all, time) => `t=${Number(time) + 1}`) }],
    ["another nonce", { change: (text) => text.replace(/n=./, (start) => (start === "n=A" ? "n=B" : "n=A")) }],
    ["another caller", { change: (text) => text.replace("caller=customer", "caller=courier") }],
    ["no caller", { change: (text) => text.replace("caller=customer", "caller=") }],
    ["another key id", { change: (text) => text.replace("kid=k2", "kid=k1") }],
    ["another version", { change: (text) => text.replace("v1;", "v0;") }],
    ["a chosen algorithm", { change: (text) => `${text};alg=none` }],
    ["another body", { sentBody: '{"item":"apples"}' }],
    ["another method", { signed: { method: "PUT" } }],
    ["another path", { target: "/shop/%6Frders" }],
    ["another query", { target: "/shop/orders?x=1" }],
    ["another operation", { signed: { operation: "shop.touch" } }],
    ["another audience", { signed: { audience: "courier" } }],
    ["another call id", { headers: ["seamline-call-id: call-2", "seamline-timeout-ms: 5000"] }],
    ["another timeout", { headers: ["seamline-call-id: call-1", "seamline-timeout-ms: 9000"] }],
    [
      "context added",
      { headers: ["seamline-call-id: call-1", "seamline-timeout-ms: 5000", "seamline-context: eyJkZXB0aCI6MX0"] },
    ],
    [
      "an idempotency key added",
      { headers: ["seamline-call-id: call-1", "seamline-timeout-ms: 5000", "idempotency-key: a"] },
    ],
    ["a clock five minutes late", { clock: () => now() - 300 }],
    ["a clock five minutes early", { clock: () => now() + 300 }],
    ["a retired key", { keys: [key("k0", 0)] }],
    ["another secret", { keys: [key("k2", 9)] }],
    ["the key id __proto__", { keys: [key("__proto__", 0)] }],
    ["the key id constructor", { keys: [key("constructor", 0)] }],
  ])("is refused with %s", async (_name, sending) => {
    const before = shop.handlers.calls.length;
    const response = await send(sending);
    expect(response.status).toBe(401);
    const problem = JSON.parse(response.body);
    expect(problem).toMatchObject({ code: "unauthenticated", detail: "Expected a valid signature of a known key" });
    expect(shop.handlers.calls).toHaveLength(before);
  });

  it("is refused with any bit of any of its fields flipped", async () => {
    const signature = createSigner([newKey])?.(bought, "customer") ?? "";
    const before = shop.handlers.calls.length;
    const statuses = new Set<number>();
    for (let at = 0; at < signature.length; at += 1) {
      const bit = 1 << (at % 7);
      const changed = String.fromCharCode(signature.charCodeAt(at) ^ bit);
      if (changed < " " || changed > "~") continue; // no longer a header
      const text = signature.slice(0, at) + changed + signature.slice(at + 1);
      statuses.add((await send({ change: () => text })).status);
    }
    expect([...statuses]).toEqual([401]);
    expect(shop.handlers.calls).toHaveLength(before);
    expect((await send({ change: () => signature })).status).toBe(200); // none of these requests has consumed it
  });

  it("is refused if it was signed for another transport", async () => {
    const { id, secret } = newKey;
    const [time, nonce] = [String(now()), "A".repeat(20)];
    const sign = (transport: string): string => {
      const { method, target, operation, audience, headers } = bought;
      const covered = JSON.stringify(headers.map((value) => value ?? null));
      const hashes = [body, covered].map((text) => createHash("sha256").update(text).digest("base64url"));
      const parts = [method, target, operation, ...hashes, time, nonce, id, "customer", audience];
      const mac = createHmac("sha256", secret).update(["seamline-signature-v1", transport, ...parts].join("\n"));
      return `v1;kid=${id};t=${time};n=${nonce};caller=customer;s=${mac.digest("base64url")}`;
    };
    expect((await send({ change: () => sign("nats") })).status).toBe(401);
    expect((await send({ change: () => sign("http") })).status).toBe(200);
  });

  it("is refused with the same response, whichever check failed", async () => {
    const one = await send({ clock: () => now() - 300 });
    const other = await send({ keys: [key("k9", 9)] });
    expect(one.timeless).toBe(other.timeless);
  });

  it("is not required by unknown routes and health", async () => {
    expect((await ask(shop.internalUrl, requestText("GET", "/shop/nothing"))).status).toBe(404);
    expect((await ask(shop.internalUrl, requestText("GET", "/health/live"))).status).toBe(200);
  });

  it("is refused before the body is read if the header is missing", async () => {
    const text = requestText("POST", "/shop/orders", ["content-type: application/json", "content-length: 100"]);
    expect(await sendRaw(shop.internalUrl, text)).toContain("401 Unauthorized");
  });

  it("is not parsed if no signer wrote it", () => {
    expect(parseSignature(undefined)).toBeUndefined();
    expect(parseSignature("v1;kid=k;t=1;n=short;caller=;s=x")).toBeUndefined();
  });

  it("is unauthenticated from a client without keys", async () => {
    await expect(shop.client({ keys: [] }).run("touch")).rejects.toMatchObject({ code: "unauthenticated" });
  });

  it("covers the path that the caller wrote, although a proxy has decoded the one of the request line", async () => {
    const signed = { target: "/shop/%6Frders" };
    const headers = ["seamline-call-id: call-1", "seamline-timeout-ms: 5000"];
    const path = `seamline-path: ${signed.target}`;
    expect((await send({ signed, headers: [...headers, path] })).status).toBe(200);
    expect((await send({ signed, headers })).status).toBe(401);
    expect((await send({ headers: [...headers, path] })).status).toBe(401);
    expect((await send({ signed, target: "/shop/order", headers: [...headers, path] })).status).toBe(404);
  });
});

describe("a refused call", () => {
  it.each<[string, readonly SigningKey[], RegExp, RegExp]>([
    [
      "without a signature",
      [],
      /the call was not signed, as customer has no keys; set SEAMLINE_KEYS to a key of shop$/,
      /by (?:customer|code outside modules): it is not signed; set SEAMLINE_KEYS there to a key known here \(k2, k1\)/,
    ],
    [
      "with an unknown key",
      [key("k7", 7)],
      /the call was signed with the key k7 by customer for shop, whose log has the reason$/,
      /by customer, key k7: the key is unknown here, where k2, k1 are known/,
    ],
    [
      "with another secret",
      [key("k1", 7)],
      /signed with the key k1 by customer for shop/,
      /by customer, key k1: the signature does not match: the secret of the key differs/,
    ],
  ])("%s names the key to its caller, and the reason in the log of the callee", async (_what, keys, message, line) => {
    for (const options of [{}, { batch: 4 }]) {
      await using own = await openShop({ keys: [newKey, oldKey] });
      const log = vi.spyOn(process.stderr, "write").mockReturnValue(true);
      const client = own.client({ keys, caller: "customer", ...options });
      const results = await Promise.allSettled([client.run("touch"), client.run("touch")]);
      const lines = log.mock.calls.map(([text]) => String(text));
      log.mockRestore();
      for (const result of results) expect(result).toMatchObject({ reason: { code: "unauthenticated" } });
      for (const result of results) expect((result as PromiseRejectedResult).reason.message).toMatch(message);
      expect(lines.filter((text) => text.includes("refused"))).toEqual([expect.stringMatching(line)]);
      expect(lines.join("")).not.toContain(Buffer.from((keys[0] ?? newKey).secret).toString("base64"));
    }
  });

  it("is logged once a minute, and 20 lines at most", async () => {
    await using own = await openShop({ keys: [newKey] });
    const log = vi.spyOn(process.stderr, "write").mockReturnValue(true);
    for (let n = 0; n < 30; n += 1) {
      const client = own.client({ keys: [key(`other${n}`, 1)] });
      await Promise.allSettled([client.run("touch"), client.run("touch")]);
    }
    const lines = log.mock.calls.map(([text]) => String(text)).filter((text) => text.includes("refused"));
    log.mockRestore();
    expect(lines).toHaveLength(20);
    expect(new Set(lines).size).toBe(20);
  });
});
