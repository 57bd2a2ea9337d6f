/** The input of a call, read from the path, query, headers and body of its request. */

import { ServiceError } from "@seamline/core";
import { maxRequestBytes, type Operation } from "@seamline/core/extend";
import { isRecord } from "@seamline/core/internal";
import { bindingOf, hasProtoKey, isJsonType, readInputItems, toStreamType } from "@seamline/http/binding";

/**
 * Reads the input of a call from a request like a listener.
 * @throws {ServiceError} `invalid_argument` for a request that a listener would refuse.
 */
export async function readInput(operation: Operation, request: Request): Promise<unknown> {
  const uploads = operation.streaming?.input ?? "none";
  if (uploads !== "none") return readUpload(operation, uploads, request);
  const binding = bindingOf(operation);
  const { pathname, search } = new URL(request.url);
  const count = operation.http.segments.length;
  return binding.decode({
    segments: count === 0 ? [] : pathname.split("/").slice(-count).map(decodeSegment),
    query: search.slice(1),
    header: (name) => request.headers.get(name) ?? undefined,
    body: binding.readsBody ? await readBody(request) : undefined,
  });
}

async function readBody(request: Request): Promise<Record<string, unknown>> {
  const text = await request.text();
  if (text === "") return {};
  const type = request.headers.get("content-type") ?? undefined;
  if (!isJsonType(type)) throw refuse("Expected the content type application/json");
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    throw refuse("Expected a JSON body, found text that is not JSON");
  }
  if (!isRecord(parsed)) {
    throw refuse("Expected a JSON object as the body");
  }
  if (hasProtoKey(text, parsed)) throw refuse("Expected no __proto__ key in the body");
  return parsed;
}

function readUpload(operation: Operation, kind: "items" | "bytes", request: Request): AsyncIterable<unknown> {
  const type = toStreamType(kind);
  if (request.body !== null && request.headers.get("content-type")?.toLowerCase() !== type) {
    throw refuse(`Expected the content type ${type}`);
  }
  const chunks = readChunks(request.body);
  if (kind === "bytes") return chunks;
  return readInputItems(operation, chunks, maxRequestBytes);
}

/** Reads chunks by a reader: not every browser iterates streams. */
async function* readChunks(body: ReadableStream<Uint8Array> | null): AsyncGenerator<Uint8Array, void, void> {
  if (body === null) return;
  const reader = body.getReader();
  try {
    for (let step = await reader.read(); !step.done; step = await reader.read()) yield step.value;
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

function decodeSegment(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    throw refuse("Expected percent escapes of UTF-8 in the path, found a broken one");
  }
}

function refuse(message: string): ServiceError {
  return new ServiceError("invalid_argument", message);
}
