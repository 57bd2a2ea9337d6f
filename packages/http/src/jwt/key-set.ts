/**
 * The keys of an issuer, fetched at their first use and again for an unknown key id: at most once
 * per cooldown.
 */

import { isIP } from "node:net";
import { ServiceError } from "@seamline/core";
import { now as realNow } from "@seamline/core/internal";
import {
  type CryptoKey,
  createLocalJWKSet,
  errors,
  type FlattenedJWSInput,
  type JSONWebKeySet,
  type JWSHeaderParameters,
} from "jose";

/** Finds the key that a token names. Rejects with an error of jose if there is none. */
export type KeyFinder = (header?: JWSHeaderParameters, token?: FlattenedJWSInput) => Promise<CryptoKey>;

/** The shortest time between two fetches in milliseconds, failed ones included. */
export const cooldownMs = 30_000;

/** The age in milliseconds at which keys are fetched again before use. */
const maxAgeMs = 600_000;

/**
 * The age in milliseconds up to which keys are used while they cannot be fetched: an outage of the
 * issuer does not extend the trust in a key for ever.
 */
const maxStaleMs = 24 * 3_600_000;

const fetchTimeoutMs = 5_000;

/** The largest key set in bytes: hundreds of keys. */
const maxBytes = 256 * 1024;

/**
 * Opens a key set. One at a URL is fetched again after ten minutes; while that fails, its keys are
 * used for up to a day.
 * @param now milliseconds of a monotonic clock.
 * @throws {TypeError} for a URL that others could impersonate, and for a value that is not a key
 * set.
 */
export function openKeySet(source: URL | JSONWebKeySet, now: () => number = realNow): KeyFinder {
  if (!(source instanceof URL)) return toFinder(source);
  const loopback =
    /^(?:localhost|\[::1\])$/.test(source.hostname) || (/^127\./.test(source.hostname) && isIP(source.hostname) === 4);
  if (source.protocol !== "https:" && !(source.protocol === "http:" && loopback)) {
    throw new TypeError(`jwks: expected an https: URL, or http: on loopback, found ${source.protocol}//${source.host}`);
  }
  return fetchedKeys(source, now);
}

function fetchedKeys(url: URL, now: () => number): KeyFinder {
  let finder: KeyFinder | undefined;
  let fetchedAt = Number.NEGATIVE_INFINITY;
  let triedAt = Number.NEGATIVE_INFINITY;
  let fetching: Promise<void> | undefined;
  const refresh = async (): Promise<void> => {
    try {
      finder = toFinder(await fetchKeySet(url));
      fetchedAt = now();
    } finally {
      fetching = undefined;
    }
  };
  /** Fetches, unless the cooldown has not passed; concurrent callers share one fetch. */
  const refreshOnce = async (): Promise<void> => {
    if (fetching === undefined) {
      if (now() - triedAt < cooldownMs) return;
      triedAt = now();
      fetching = refresh();
    }
    await fetching.catch(() => undefined); // earlier keys remain in use
  };
  return async (header, token) => {
    if (now() - fetchedAt > maxAgeMs) await refreshOnce();
    if (finder === undefined || now() - fetchedAt > maxStaleMs)
      throw new ServiceError("unavailable", "The keys of the token's issuer cannot be fetched now");
    try {
      return await finder(header, token);
    } catch (reason) {
      if (!(reason instanceof errors.JWKSNoMatchingKey)) throw reason;
      await refreshOnce();
      return finder(header, token);
    }
  };
}

async function fetchKeySet(url: URL): Promise<JSONWebKeySet> {
  const headers = { accept: "application/jwk-set+json, application/json" };
  const response = await fetch(url, { headers, redirect: "error", signal: AbortSignal.timeout(fetchTimeoutMs) });
  if (response.status !== 200 || response.body === null)
    throw new Error(`expected status 200, found ${response.status}`);
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body) {
    size += chunk.length;
    if (size > maxBytes) throw new Error(`expected a key set of at most ${maxBytes} bytes`);
    chunks.push(chunk);
  }
  return JSON.parse(Buffer.concat(chunks).toString()) as JSONWebKeySet;
}

function toFinder(keySet: JSONWebKeySet): KeyFinder {
  try {
    return createLocalJWKSet(keySet);
  } catch (cause) {
    throw new TypeError("jwks: expected a JSON Web Key Set, an object with a list of keys", { cause });
  }
}
