/**
 * Reading the body of a message as text. Bytes that are not UTF-8 are marked, as readers differ in what
 * they take them for.
 */

import { isUtf8 } from "node:buffer";
import type { Delivery } from "./broker.ts";

/** Reads a body. */
export function readBody(body: Uint8Array): Delivery {
  const text = Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString();
  return isUtf8(body) ? { text } : { text, fault: "expected text in UTF-8, found other bytes" };
}
