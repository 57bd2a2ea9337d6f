/** Closing a connection behind what was written to it. */

import type { Socket } from "node:net";

/**
 * Closes a connection once everything that was written to it has been sent, the chunks of an
 * unfinished response included. From Node 26 on a response passes its chunks to the socket at the
 * end of the turn in which they were written, and a socket that has been ended before loses them.
 * This is the first moment after that: no request can arrive in between.
 * @see https://github.com/nodejs/node/blob/v26.x/lib/_http_outgoing.js (`connectionCorkNT`)
 */
export function closeAfterWrites(socket: Socket): void {
  process.nextTick(() => socket.destroySoon());
}
