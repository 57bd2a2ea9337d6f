/** A request from the moment its head has arrived until its answer is out. */

import type { IncomingMessage, ServerResponse } from "node:http";

/** One request, and its answer to be. */
export interface Arrival {
  readonly req: IncomingMessage;
  readonly res: ServerResponse;
  /** The name that a caller gave its call, where callers are services and this one did. */
  readonly callId: string | undefined;
  /** Told when the answer is out, or its client has gone. */
  onClose: (() => void) | undefined;
}
