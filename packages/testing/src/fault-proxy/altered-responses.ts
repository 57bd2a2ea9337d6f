/**
 * Faults of whole responses: interim responses before them, copies of them, and the idle time after
 * them.
 */

import type { ConnectionFaults, ResponseFaults } from "./fault-plan.ts";
import { createResponseReader } from "./response-reader.ts";

const noBytes: Buffer = Buffer.alloc(0);

/**
 * Returns `true` for faults that depend on where responses begin and end. Without them any bytes
 * pass, TLS included.
 */
export function needsHttp({ response, idle }: ConnectionFaults): boolean {
  return idle !== undefined || response?.interim !== undefined || response?.duplicate !== undefined;
}

/**
 * Passes the server's bytes on, with interim responses and copies added.
 * @param onWhole called when a response is complete.
 */
export function alterResponses(
  { interim = [], duplicate }: ResponseFaults,
  push: (bytes: Buffer) => void,
  onWhole: () => void,
): (chunk: Buffer) => void {
  const read = createResponseReader();
  const heads = Buffer.from(interim.map((status) => `HTTP/1.1 ${status} Interim\r\n\r\n`).join(""));
  let current: Buffer[] = [];
  let previous = noBytes;
  return (chunk) => {
    for (const { bytes, begins, ends } of read(chunk)) {
      if (begins) {
        current = [];
        push(heads);
        if (duplicate === "with the next") push(previous);
      }
      if (duplicate !== undefined) current.push(bytes);
      if (ends) previous = Buffer.concat(current);
      push(ends && duplicate === "at once" ? Buffer.concat([bytes, previous]) : bytes);
      if (ends) onWhole();
    }
  };
}
