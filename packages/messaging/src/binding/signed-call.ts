/** The parts of a call over a broker that its signature covers. */

import type { Operation } from "@seamline/core/extend";
import type { SignedCall } from "@seamline/core/signing";

/**
 * Returns the signed parts. The same on every broker: what carries the frames may change.
 * @param headText everything that decides about the call but its input.
 * @param body the whole body; empty for a client stream, whose bytes do not exist yet.
 */
export function toSignedCall({ id, service }: Operation, headText: string, body: Uint8Array): SignedCall {
  return {
    binding: "broker",
    method: "CALL",
    target: service,
    operation: id,
    audience: service,
    headers: [headText],
    body,
  };
}
