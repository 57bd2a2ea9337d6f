/** Faults that are about whole answers: interim ones in front of them, copies of them, and the idle time after them. */

import { createAnswerReader } from "./answer-reader.ts";
import type { ConnectionFaults, ResponseFaults } from "./fault-plan.ts";

const noBytes: Buffer = Buffer.alloc(0);

/** Whether faults are planned for which answers must be told apart. Otherwise any bytes pass, TLS too. */
export function needsHttp({ response: answer, idle }: ConnectionFaults): boolean {
  return idle !== undefined || answer?.interim !== undefined || answer?.duplicate !== undefined;
}

/**
 * Takes what the server sends and hands it on with interim answers and copies added.
 * @param onWhole told when an answer is whole.
 */
export function alterAnswers(
  { interim = [], duplicate }: ResponseFaults,
  push: (bytes: Buffer) => void,
  onWhole: () => void,
): (chunk: Buffer) => void {
  const read = createAnswerReader();
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
