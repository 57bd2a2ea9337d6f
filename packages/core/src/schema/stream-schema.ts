/** Inputs and outputs that are streams: of items, each by a schema, or of bytes. */

import { z } from "zod";
import { SchemaMismatch } from "./schema-mismatch.ts";
import type { Schema } from "./schema-node.ts";
import { createWireSchema, type WireSchema } from "./wire-schema.ts";

/** A stream of items. Made by {@link stream}. */
export interface ItemStream<Item extends Schema = Schema> {
  /** Distinguishes streams of items from streams of bytes. */
  readonly streams: "items";
  /** The schema of one item. */
  readonly item: Item;
}

/** A stream of bytes. Made by {@link bytes}. */
export interface ByteStream {
  /** Distinguishes streams of bytes from streams of items. */
  readonly streams: "bytes";
}

/** The input or output of an operation, if it is a stream. */
export type StreamSchema = ItemStream | ByteStream;

/**
 * The sides of an operation that are streams. Transports carry them as async iterables of wire
 * items.
 */
export interface Streaming {
  /** The input; `none` when it is one value. */
  readonly input: "none" | "items" | "bytes";
  /** The output; `none` when it is one value or there is none. */
  readonly output: "none" | "items" | "bytes";
}

/**
 * A stream whose items have a schema: as an `output`, or as the whole `input`. Each item is checked
 * and copied by itself.
 */
export function stream<Item extends Schema>(item: Item): ItemStream<Item> {
  return { streams: "items", item };
}

/**
 * A stream of `Uint8Array` chunks, for contents that do not fit in memory. Where one chunk ends and
 * the next begins has no meaning.
 */
export function bytes(): ByteStream {
  return { streams: "bytes" };
}

/** True for an input or output that is a stream. */
export function isStreamSchema(part: Schema | StreamSchema | undefined): part is StreamSchema {
  return part !== undefined && "streams" in part;
}

/** The schema of one message: one item, one chunk, or the one value that is no stream. */
export function toWireSchema(part: Schema | StreamSchema): WireSchema {
  if (!isStreamSchema(part)) return createWireSchema(part);
  return part.streams === "items" ? createWireSchema(part.item) : chunks;
}

/** Chunks are copied by their sender, so that neither side can change the other's. */
const chunks: WireSchema = {
  schema: z.instanceof(Uint8Array).meta({ tsType: "Uint8Array" }),
  exact: true,
  encode: (value) => Uint8Array.prototype.slice.call(assertChunk(value)),
  decode: assertChunk,
  sizeBound: () => 0, // bounded by their sender
};

function assertChunk(value: unknown): Uint8Array {
  if (value instanceof Uint8Array) return value;
  const text = `expected a Uint8Array, found ${value === null ? "null" : typeof value}`;
  throw new SchemaMismatch([{ path: "(root)", code: "invalid_type", text }]);
}
