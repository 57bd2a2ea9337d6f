/** SIG: signatures of service-to-service calls with a forgery in each part. */

import { createHmac, hash } from "node:crypto";
import type { SigningKey } from "@seamline/core/extend";
import { createSigner, parseSignature, type SignedCall } from "@seamline/http/extend";
import { expect } from "vitest";
import { type Bindings, type Probe, probe } from "../binding.ts";
import { errorOf } from "../outcome.ts";
import { ask, expectProblem, type RawResponse, requestText } from "../raw-request.ts";
import { callServer, respondWith } from "../raw-server.ts";
import { openShop, type Shop } from "../shop.ts";

const key: SigningKey = { id: "k2", secret: new Uint8Array(32).fill(2) };
const retired: SigningKey = { id: "k1", secret: new Uint8Array(32).fill(1) };
const env = { SEAMLINE_KEYS: `k2:${Buffer.from(key.secret).toString("base64")}` };

const now = (): number => Math.floor(Date.now() / 1000);
const body = '{"text":"a"}';
const call: SignedCall = {
  method: "POST",
  target: "/shop/keep",
  operation: "shop.keep",
  audience: "shop",
  headers: ["call-1", "5000", undefined, undefined],
  body,
};

/** The parts of a signed request that differ from a good one. */
interface Forgery {
  readonly key?: SigningKey;
  readonly clock?: () => number;
  /** The signed parts, where they differ from the sent ones. */
  readonly signed?: Partial<SignedCall>;
  readonly change?: (signature: string) => string;
  readonly method?: string;
  readonly target?: string;
  readonly body?: string;
}

function write(forgery: Forgery): string {
  const { change = (signature: string) => signature } = forgery;
  const signature =
    createSigner([forgery.key ?? key], forgery.clock ?? now)?.({ ...call, ...forgery.signed }, "") ?? "";
  const sent = forgery.body ?? body;
  const headers = [
    "content-type: application/json",
    `content-length: ${sent.length}`,
    "seamline-call-id: call-1",
    "seamline-timeout-ms: 5000",
    `seamline-signature: ${change(signature)}`,
  ];
  return requestText(forgery.method ?? "POST", forgery.target ?? "/shop/keep", headers, sent);
}

/** Runs against another shop, whose internal listener requires signatures. */
function signed(run: (shop: Shop) => Promise<void>, runs = 0): Probe {
  return probe(async () => {
    await using shop = await openShop({ env });
    await run(shop);
    expect(shop.runs).toBe(runs);
  });
}

/** Requests that are refused, each with the same plain response. */
function refused(...forgeries: readonly Forgery[]): Probe {
  return signed(async ({ internalUrl }) => {
    const responses: RawResponse[] = [];
    for (const forgery of forgeries) responses.push(await ask(internalUrl, write(forgery)));
    for (const response of responses) expectProblem(response, 401, "unauthenticated");
  });
}

const replaceMac = (mac: string) => (signature: string) => signature.replace(/s=.*$/, `s=${mac}`);
const flip = (text: string, at: number): string =>
  text.slice(0, at) + (text[at] === "A" ? "B" : "A") + text.slice(at + 1);

/** The signature of the same call for another transport. */
function signFor(transport: string): (signature: string) => string {
  return (signature) => {
    const { time = "", nonce = "", keyId = "", caller = "" } = parseSignature(signature) ?? {};
    const text = [
      ...["seamline-signature-v1", transport, call.method, call.target, call.operation],
      hash("sha256", body, "base64url"),
      hash("sha256", JSON.stringify(call.headers.map((value) => value ?? null)), "base64url"),
      ...[time, nonce, keyId, caller, call.audience],
    ].join("\n");
    return replaceMac(createHmac("sha256", key.secret).update(text).digest("base64url"))(signature);
  };
}

export const signatures: Bindings = {
  "SIG-02": refused(
    ...["", "!!!", "AAAA", `${"A".repeat(43)}A`, "A".repeat(42), "=".repeat(43)].map((mac) => ({
      change: replaceMac(mac),
    })),
    { change: () => "" },
  ),
  "SIG-03": refused(...[1, 20, 43].map((back) => ({ change: (text: string) => flip(text, text.length - back) }))),
  "SIG-04": refused({ body: '{"text":"b"}' }),
  "SIG-05": refused(
    { target: "/shop/keep?x" },
    { target: "/shop/need" },
    { signed: { method: "PUT" } },
    { signed: { operation: "shop.need" } },
    { target: "/shop/touch", signed: { operation: "shop.touch" } },
  ),
  "SIG-07": refused({ clock: () => now() - 300 }, { clock: () => now() + 300 }),
  "SIG-09": signed(async ({ internalUrl }) => {
    const text = write({});
    expect((await ask(internalUrl, text)).status).toBe(200);
    expectProblem(await ask(internalUrl, text), 401, "unauthenticated");
  }, 1),
  "SIG-10": signed(async ({ internalUrl }) => {
    const text = write({});
    const responses = await Promise.all(Array.from({ length: 50 }, () => ask(internalUrl, text)));
    const statuses = responses.map(({ status }) => status).sort();
    expect(statuses).toEqual([200, ...Array.from({ length: 49 }, () => 401)]);
  }, 1),
  "SIG-12": refused({ key: retired }, { key: { ...key, id: "k9" } }),
  "SIG-13": refused({ key: { ...key, id: "__proto__" } }, { key: { ...key, id: "constructor" } }),
  "SIG-14": refused({ signed: { audience: "courier" } }),
  "SIG-15": refused(
    ...["none", "md5"].map((alg) => ({ change: (text: string) => text.replace("v1;", `v1;alg=${alg};`) })),
    { change: (text) => text.replace("v1;", "v0;") },
  ),
  "SIG-18": signed(async ({ internalUrl }) => {
    // The same text signed for HTTP is accepted: the others are refused for the transport's name.
    expect((await ask(internalUrl, write({ change: signFor("http") }))).status).toBe(200);
    for (const transport of ["nats", "amqp", ""]) {
      expectProblem(await ask(internalUrl, write({ change: signFor(transport) })), 401, "unauthenticated");
    }
  }, 1),
  "SIG-19": probe(async () => {
    for (const echo of [false, "another"] as const) {
      expect((await errorOf(callServer(respondWith({ echo, body: "unread", length: 6 })))).code).toBe("data_loss");
    }
  }),
};
