/**
 * Signed calls between services. The caller signs everything that decides about the call and its
 * caller; the callee accepts a signature once, within two minutes, for its own service only. Each
 * process remembers the calls that it has accepted: it refuses their replays, its siblings do not.
 *
 *     seamline-signature: v1;kid=k2;t=1767225600;n=<nonce>;caller=customer;s=<base64url>
 */

import { createHmac, createSecretKey, hash, type KeyObject, timingSafeEqual } from "node:crypto";
import { randomHex } from "../platform/unique-names.ts";
import type { SigningKey } from "../topology/signing-keys.ts";
import { createNonceMemory, type NonceMemory } from "./nonce-memory.ts";

/** The parts of a call that a signature covers. Both sides must compute the same. */
export interface SignedCall {
  /** The binding that carries the call: a signature is valid over one only. Default `http`. */
  readonly binding?: string | undefined;
  /** The HTTP method, in upper case; `CALL` over a broker. */
  readonly method: string;
  /** Path and query as sent, without the base path of the target, which gateways may strip. */
  readonly target: string;
  /** `service.operation`. */
  readonly operation: string;
  /** The service that is called. */
  readonly audience: string;
  /** The covered headers, in a fixed order; `undefined` where one is absent. */
  readonly headers: readonly (string | undefined)[];
  /** The body as sent; `undefined` without one. */
  readonly body: Uint8Array | string | undefined;
}

/**
 * Returns the parts that the signature of a batch covers: everything that decides about its calls
 * is in the body.
 * @param callId of the batch itself.
 */
export function toSignedBatch(
  service: string,
  target: string,
  callId: string | undefined,
  body: Uint8Array | string,
): SignedCall {
  return { method: "POST", target, operation: `${service}.*`, audience: service, headers: [callId], body };
}

/** A parsed signature header, not yet verified. */
export interface ParsedSignature {
  /** The id of the key that signed: 1 to 64 characters. */
  readonly keyId: string;
  /** Seconds since the epoch, as 1 to 12 digits. */
  readonly time: string;
  /** 16 to 64 base64url characters; new for every call. */
  readonly nonce: string;
  /** The service that calls; empty for code outside modules. */
  readonly caller: string;
  /** The HMAC-SHA-256, as 43 base64url characters. */
  readonly mac: string;
}

/** Signs a call of the service `caller`; returns the value of the header. */
export type Signer = (call: SignedCall, caller: string) => string;

/**
 * The result of a check. `full`: valid, but refused because it cannot be remembered; `late`: its
 * time differs too much from the clock here; `different`: the secret or a signed part differs;
 * `forgotten`: the clock here has gone back, so that a replay could not be recognised.
 */
export type Verdict = "valid" | "full" | "unknown key" | "late" | "different" | "replayed" | "forgotten";

/** Verifies signatures, and remembers accepted ones. */
export interface Verifier {
  /** Verifies one signature. */
  verify(signature: ParsedSignature, call: SignedCall): Verdict;
}

/** The largest difference between the clocks of two services, in seconds. */
export const maxSkewSeconds = 120;

const pattern =
  /^v1;kid=([A-Za-z0-9._-]{1,64});t=(\d{1,12});n=([A-Za-z0-9_-]{16,64});caller=([A-Za-z0-9]{0,128});s=([A-Za-z0-9_-]{43})$/;

/** A clock, in seconds since the epoch. */
export type EpochSeconds = () => number;

/** 120 bits, which do not repeat in practice. */
const nonceBytes = 15;

const systemClock: EpochSeconds = () => Math.floor(Date.now() / 1000);

/** Creates a signer with the first key; `undefined` if there is none. */
export function createSigner(keys: readonly SigningKey[], clock: EpochSeconds = systemClock): Signer | undefined {
  const [key] = keys;
  if (key === undefined) return undefined;
  const secret = createSecretKey(key.secret);
  return (call, caller) => {
    const time = String(clock());
    const nonce = randomHex(nonceBytes);
    const mac = sign(secret, { keyId: key.id, time, nonce, caller }, call);
    return `v1;kid=${key.id};t=${time};n=${nonce};caller=${caller};s=${mac}`;
  };
}

/** Creates a verifier that accepts signatures of any of the keys. */
export function createVerifier(
  keys: readonly SigningKey[],
  clock: EpochSeconds = systemClock,
  nonces: NonceMemory = createNonceMemory(maxSkewSeconds),
): Verifier {
  const secrets = new Map(keys.map(({ id, secret }) => [id, createSecretKey(secret)]));
  return {
    verify(signature, call) {
      const secret = secrets.get(signature.keyId);
      if (secret === undefined) return "unknown key";
      const now = clock();
      const time = Number(signature.time);
      if (Math.abs(now - time) > maxSkewSeconds) return "late";
      if (!equal(signature.mac, sign(secret, signature, call))) return "different";
      const admitted = nonces.admit(signature.mac, time, now);
      if (admitted === "new") return "valid";
      return admitted === "seen" ? "replayed" : admitted;
    },
  };
}

/** Parses a signature header; `undefined` if it is missing or malformed. */
export function parseSignature(header: string | undefined): ParsedSignature | undefined {
  const match = header === undefined ? null : pattern.exec(header);
  if (match === null) return undefined;
  const [, keyId = "", time = "", nonce = "", caller = "", mac = ""] = match;
  return { keyId, time, nonce, caller, mac };
}

function sign(secret: KeyObject, signature: Omit<ParsedSignature, "mac">, call: SignedCall): string {
  const { binding = "http", method, target, operation, audience, headers, body } = call;
  const text = [
    "seamline-signature-v1",
    binding,
    method,
    target,
    operation,
    hash("sha256", body ?? "", "base64url"),
    hash("sha256", JSON.stringify(headers.map((value) => value ?? null)), "base64url"),
    signature.time,
    signature.nonce,
    signature.keyId,
    signature.caller,
    audience,
  ].join("\n");
  return createHmac("sha256", secret).update(text).digest("base64url");
}

/**
 * Compares the texts in constant time, not the decoded bytes: base64url has spare bits in which two
 * texts may differ.
 */
function equal(given: string, expected: string): boolean {
  const one = Buffer.from(given, "latin1");
  const other = Buffer.from(expected, "latin1");
  return one.length === other.length && timingSafeEqual(one, other);
}
