/** Header fields that every call to a foreign callee carries: API keys and the like. */

import type { Contract } from "@seamline/core";
import { isRecord, recordOf, type Setting, value } from "@seamline/core/settings";
import { bindingOf } from "../../binding/http-binding.ts";

/** The option `headers`: values by name. */
export type ForeignHeaderOptions = Readonly<Record<string, string>>;

/** Names in lower case, with their values. */
export type ForeignHeaders = ReadonlyMap<string, string>;

/** Fields that belong to the message or to the connection, which the transport writes. */
const ownNames: ReadonlySet<string> = new Set([
  "accept-encoding",
  "connection",
  "expect",
  "host",
  "idempotency-key",
  "keep-alive",
  "te",
  "traceparent",
  "tracestate",
  "trailer",
  "transfer-encoding",
  "upgrade",
]);
const ownPrefixes = ["seamline-", "content-"];

const namePattern = /^[A-Za-z0-9!#$%&'*+.^_`|~-]+$/;
const valuePattern = /^[\x21-\x7e](?:[\x20-\x7e\t]*[\x21-\x7e])?$/;

/** A value shows nothing of what stands there, which is often a secret. */
const headerValue: Setting = (path, given) => {
  if (typeof given === "string" && valuePattern.test(given)) return [];
  const found = typeof given === "string" ? (given === "" ? "an empty text" : "another text") : typeof given;
  return [{ path, message: `expected a text of visible ASCII characters, found ${found}; is its variable set?` }];
};

const fields = recordOf("an object of header fields", headerValue);

/** Accepts the option `headers` of one callee: for other transports to foreign callees. */
export const foreignHeadersSetting: Setting = (path, given) => {
  const names = isRecord(given) ? Object.keys(given) : [];
  const faults = names.flatMap((name) => nameSetting(`${path}.${name}`, name));
  return [...faults, ...fields(path, given)];
};

const nameSetting = value(
  "the name of a header field that the transport does not write itself",
  (name) => typeof name === "string" && namePattern.test(name) && !isOwn(name.toLowerCase()),
);

function isOwn(name: string): boolean {
  return ownNames.has(name) || ownPrefixes.some((prefix) => name.startsWith(prefix));
}

/** Returns checked options with their names in lower case. */
export function toForeignHeaders(options: ForeignHeaderOptions = {}): ForeignHeaders {
  return new Map(Object.entries(options).map(([name, text]) => [name.toLowerCase(), text]));
}

/**
 * Refuses header fields of the option `headers` that an operation sets from its input, too.
 * @throws {TypeError} naming each.
 */
export function assertForeignHeaders({ name, operations }: Contract, given: ForeignHeaderOptions | undefined): void {
  const headers = toForeignHeaders(given);
  const taken = Object.values(operations).flatMap((operation) =>
    bindingOf(operation)
      .headerNames.filter((header) => headers.has(header))
      .map((header) => `headers.${name}.${header}: the input of ${operation.id} has a field for it; leave it out here`),
  );
  if (taken.length > 0) throw new TypeError(taken.join("; "));
}

/** The options of a transport that concern foreign callees. */
interface ForeignOptions {
  readonly foreign?: boolean;
  readonly headers?: Readonly<Record<string, string>>;
  readonly keys?: readonly unknown[];
  readonly batch?: number;
}

/**
 * Refuses options that exclude each other.
 * @throws {TypeError} naming one of them.
 */
export function assertForeignOptions({ foreign = false, headers, keys, batch }: ForeignOptions): void {
  if (!foreign && headers !== undefined) {
    throw new TypeError("headers: expected foreign: true to go with it; other callees get what they need of a call");
  }
  if (!foreign) return;
  if (keys !== undefined && keys.length > 0) {
    throw new TypeError("keys: a foreign callee gets no signatures; leave keys or foreign out");
  }
  if (batch !== undefined) throw new TypeError("batch: a foreign callee takes no batches; leave batch or foreign out");
}
