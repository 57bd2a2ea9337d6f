/**
 * `authenticateJwt`: turns the bearer token of a public request into a principal. No claim of a
 * token is trusted before its signature has been verified with a key of the issuer and an algorithm
 * of that kind of key.
 */

import { type Principal, ServiceError } from "@seamline/core";
import { decodeProtectedHeader, errors, type JSONWebKeySet, type JWTPayload, jwtVerify } from "jose";
import type { Authenticate, PublicRequest } from "../server/admission.ts";
import { openKeySet } from "./key-set.ts";

/**
 * Signature algorithms with a public key. Algorithms with a shared secret are excluded: every
 * verifier could sign.
 */
export type JwtAlgorithm = `${"RS" | "PS" | "ES"}${256 | 384 | 512}` | "EdDSA" | "Ed25519";

/** The issuer and the audience of accepted tokens, and further conditions. */
export interface JwtOptions {
  /** The exact `iss` claim. */
  readonly issuer: string;
  /** The `aud` claim must be, or contain, one of these. */
  readonly audience: string | readonly string[];
  /** The issuer's keys, or their URL: `https:`, or `http:` on loopback. */
  readonly jwks: URL | JSONWebKeySet;
  /** Accepted algorithms. Default: all of {@link JwtAlgorithm}. */
  readonly algorithms?: readonly JwtAlgorithm[];
  /**
   * The largest difference between the clocks of issuer and listener, in seconds. 0 to 300, default
   * 5.
   */
  readonly clockToleranceSeconds?: number;
  /** The accepted `typ` headers; a token without one is accepted. Default `JWT` and `at+jwt`. */
  readonly types?: readonly string[];
  /** The clients (`azp`, else `client_id`) whose tokens are accepted. Default: any. */
  readonly authorizedParties?: readonly string[];
  /**
   * Accepts tokens that were issued to a service itself, whose subject is the client. Default
   * `false`: tokens of users only.
   */
  readonly services?: boolean;
  /** Accepts requests without an `authorization` header as anonymous. Default `false`. */
  readonly anonymous?: boolean;
  /**
   * Creates the principal from the claims. Default: `{ id: claims.sub }`. `undefined` refuses the
   * token.
   */
  readonly toPrincipal?: (claims: JWTPayload) => Principal | undefined;
}

const knownAlgorithms: readonly JwtAlgorithm[] = [
  ...(["RS256", "RS384", "RS512", "PS256", "PS384", "PS512"] as const),
  ...(["ES256", "ES384", "ES512", "EdDSA", "Ed25519"] as const),
];

/** The longest token in characters. Longer ones are refused unread. */
const maxTokenLength = 8 * 1024;

const maxToleranceSeconds = 300;

/** A repeated header arrives joined by a comma, which no token contains. */
const bearer = /^Bearer +([A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+)$/i;

/**
 * Creates the `authenticate` of a public listener. It refuses requests with `unauthenticated`,
 * valid tokens of the wrong kind with `permission_denied`, and all tokens with `unavailable` while
 * the issuer's keys cannot be fetched.
 * @throws {TypeError} for options outside their bounds.
 * @example
 * ```ts
 * const authenticate = authenticateJwt({
 *   issuer: "https://login.example.com/",
 *   audience: "food",
 *   jwks: new URL("https://login.example.com/.well-known/jwks.json"),
 * });
 * await listen(app, { public: { port: 3000, authenticate } });
 * ```
 */
export function authenticateJwt(options: JwtOptions): Authenticate {
  assertOptions(options);
  const { issuer, audience, algorithms = knownAlgorithms, clockToleranceSeconds = 5 } = options;
  const keyOf = openKeySet(options.jwks);
  const verification = {
    issuer,
    audience: typeof audience === "string" ? audience : [...audience],
    algorithms: [...algorithms],
    clockTolerance: clockToleranceSeconds,
    requiredClaims: ["exp", "sub"],
  };
  return async ({ headers }: PublicRequest) => {
    if (headers.authorization === undefined && options.anonymous === true) return undefined;
    const token = readToken(headers.authorization);
    let claims: JWTPayload;
    try {
      claims = (await jwtVerify(token, keyOf, verification)).payload;
    } catch (reason) {
      if (reason instanceof errors.JOSEError) throw unauthenticated(reason);
      throw reason;
    }
    assertTimes(claims, clockToleranceSeconds);
    assertKind(decodeProtectedHeader(token).typ, claims, options);
    const principal = options.toPrincipal === undefined ? { id: claims.sub as string } : options.toPrincipal(claims);
    if (principal === undefined) throw denied();
    return principal;
  };
}

function readToken(header: string | undefined): string {
  if (header === undefined || header.length > maxTokenLength + "Bearer ".length) throw unauthenticated();
  const [, token] = bearer.exec(header) ?? [];
  if (token === undefined) throw unauthenticated();
  let protectedHeader: ReturnType<typeof decodeProtectedHeader>;
  try {
    protectedHeader = decodeProtectedHeader(token);
  } catch (reason) {
    throw unauthenticated(reason);
  }
  // No extensions are supported: neither critical ones, nor an unencoded payload.
  if ("crit" in protectedHeader || "b64" in protectedHeader) throw unauthenticated();
  return token;
}

/**
 * Checks that jose leaves out: JSON can write infinity as 1e400, and a token from the future was
 * not issued.
 */
function assertTimes({ exp, nbf, iat, sub }: JWTPayload, toleranceSeconds: number): void {
  const now = Date.now() / 1000;
  for (const time of [exp, nbf, iat]) {
    if (time !== undefined && !(Number.isFinite(time) && time >= 0)) throw unauthenticated();
  }
  if (iat !== undefined && iat > now + toleranceSeconds) throw unauthenticated();
  if (typeof sub !== "string" || sub === "") throw unauthenticated();
}

/**
 * Checks the kind of a genuine token: of a user, for this purpose, issued to an accepted client.
 */
function assertKind(typ: string | undefined, claims: JWTPayload, options: JwtOptions): void {
  const types = (options.types ?? ["JWT", "at+jwt"]).map(toType);
  if (typ !== undefined && !types.includes(toType(typ))) throw denied();
  const party = claims.azp ?? claims.client_id;
  if (options.authorizedParties !== undefined && !options.authorizedParties.includes(party as string)) throw denied();
  const byService = claims.gty === "client-credentials" || claims.sub === party || claims.sub === claims.client_id;
  if (byService && options.services !== true) throw denied();
}

/** Normalises a `typ` header, by RFC 7515 a media type in any case that may omit `application/`. */
function toType(typ: string): string {
  return typ.toLowerCase().replace(/^application\//, "");
}

function assertOptions({ issuer, audience, algorithms, clockToleranceSeconds: tolerance = 0 }: JwtOptions): void {
  if (typeof issuer !== "string" || issuer === "") throw new TypeError("issuer: expected the iss claim of the tokens");
  const audiences = typeof audience === "string" ? [audience] : audience;
  if (!Array.isArray(audiences) || audiences.length === 0 || audiences.includes("")) {
    throw new TypeError("audience: expected the aud claim of the tokens, or a list of them");
  }
  const unknown = algorithms?.find((one) => !knownAlgorithms.includes(one));
  if (unknown !== undefined || algorithms?.length === 0) {
    const found = unknown === undefined ? "none" : JSON.stringify(unknown);
    throw new TypeError(`algorithms: expected some of ${knownAlgorithms.join(", ")}, found ${found}`);
  }
  if (!(tolerance >= 0 && tolerance <= maxToleranceSeconds)) {
    throw new TypeError(`clockToleranceSeconds: expected 0 to ${maxToleranceSeconds}, found ${tolerance}`);
  }
}

/** One error for all failed checks, so that it reveals none of them. */
function unauthenticated(cause?: unknown): ServiceError {
  return new ServiceError("unauthenticated", "Expected a valid bearer token", { cause });
}

function denied(): ServiceError {
  return new ServiceError("permission_denied", "The token does not give access here");
}
