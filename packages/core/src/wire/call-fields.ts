/**
 * The `seamline-context` header: the fields of a call that travel beside its input, as base64url of
 * one JSON object with the fields that are set. Only services exchange it; a public listener
 * ignores it.
 */

import { maxCallDepth } from "../call/call-options.ts";
import type { CallContext } from "../context/call-context.ts";
import type { Metadata } from "../context/metadata.ts";
import { mergeMetadata, noMetadata } from "../context/metadata.ts";
import type { Principal } from "../context/principal.ts";
import { freezePrincipal } from "../context/principal.ts";
import { ServiceError } from "../error/service-error.ts";

/** The fields of a call that the header `seamline-context` carries. */
export interface CallFields {
  /** The depth of nested calls, this one included: 1 to 64. */
  readonly depth: number;
  /** The calling service; `undefined` for code outside modules. */
  readonly caller?: string | undefined;
  /** The user or client on whose behalf the call is made; `undefined` if not set. */
  readonly principal?: Principal | undefined;
  /** The customer whose data the call is about; `undefined` if not set. */
  readonly tenant?: string | undefined;
  /** A BCP 47 language tag; `undefined` if not set. */
  readonly locale?: string | undefined;
  /** Named text values; empty if none. */
  readonly metadata: Metadata;
}

/** The fields of a call without the header. */
export const noCallFields: CallFields = { depth: 1, metadata: noMetadata };

/** Writes the header; `undefined` if no field is set. */
export function encodeContext(context: CallContext): string | undefined {
  const { depth, caller, principal, tenant, locale, metadata } = context;
  const plain = metadata === noMetadata || Object.keys(metadata).length === 0;
  if (depth === 1 && caller === undefined && principal === undefined && plain && !tenant && !locale) return undefined;
  const fields = { depth, caller, principal, tenant, locale, metadata: plain ? undefined : metadata };
  return Buffer.from(JSON.stringify(fields)).toString("base64url");
}

/**
 * Reads the header.
 * @throws {ServiceError} `invalid_argument` for anything that {@link encodeContext} would not
 * write, `resource_exhausted` beyond 64 nested calls.
 */
export function decodeContext(header: string | undefined): CallFields {
  if (header === undefined) return noCallFields;
  const { depth, caller, principal, tenant, locale, metadata } = parseFields(header);
  if (!isDepth(depth)) throw refuse("depth");
  if (depth > maxCallDepth) {
    throw new ServiceError(
      "resource_exhausted",
      `expected at most ${maxCallDepth} nested calls; is there a cycle of calls?`,
    );
  }
  if (!isText(caller)) throw refuse("caller");
  if (!isText(tenant)) throw refuse("tenant");
  if (!isText(locale)) throw refuse("locale");
  if (principal !== undefined && !isPrincipal(principal)) throw refuse("principal");
  if (metadata !== undefined && !isMetadata(metadata)) throw refuse("metadata");
  return {
    depth,
    caller,
    tenant,
    locale,
    principal: principal && freezePrincipal(principal),
    metadata: mergeMetadata(noMetadata, metadata),
  };
}

function parseFields(header: string): Record<string, unknown> {
  let parsed: unknown;
  try {
    parsed = JSON.parse(Buffer.from(header, "base64url").toString());
  } catch {
    throw refuse("header");
  }
  if (typeof parsed !== "object" || parsed === null || Array.isArray(parsed)) throw refuse("header");
  return parsed as Record<string, unknown>;
}

function isDepth(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 1;
}

function isText(value: unknown): value is string | undefined {
  return value === undefined || typeof value === "string";
}

function isPrincipal(value: unknown): value is Principal {
  return typeof value === "object" && value !== null && typeof (value as Principal).id === "string";
}

function isMetadata(value: unknown): value is Metadata {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  return Object.values(value).every((items) => Array.isArray(items) && items.every((item) => typeof item === "string"));
}

function refuse(part: string): ServiceError {
  return new ServiceError(
    "invalid_argument",
    `seamline-context: expected the ${part} that a Seamline client writes, found another`,
  );
}
