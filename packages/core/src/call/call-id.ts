/** Names of calls, unique without asking anybody. */

import { getRandomValues } from "node:crypto";

const callPrefix = Buffer.from(getRandomValues(new Uint8Array(6))).toString("base64url");
let callCount = 0;

/** An id that no other call has, here or in another process. */
export function createCallId(): string {
  callCount += 1;
  return `${callPrefix}-${callCount.toString(36)}`;
}
