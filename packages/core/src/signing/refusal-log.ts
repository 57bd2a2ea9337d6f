/**
 * The log of refused callers. They receive one response for every failed check, as the failed one
 * would help an attacker; the operator of the callee needs to know which it was.
 */

/** A caller that was refused. All of it but the reason and the address comes from the request. */
export interface RefusedCaller {
  /** The service in whose name the request was made; `undefined` if it names none. */
  readonly caller: string | undefined;
  /** The id of the key that signed; `undefined` without a signature. */
  readonly keyId: string | undefined;
  /** The address of the connection; `undefined` on Unix sockets. */
  readonly address: string | undefined;
  /** The failed check, and what to do about it. */
  readonly reason: string;
}

/** Logs a refused caller. */
export type RefusalLog = (refused: RefusedCaller) => void;

/** Milliseconds in which the same line is printed once, and the number of lines in that time. */
const quietMs = 60_000;
const maxLines = 20;

/**
 * Creates a log of one listener, one line on stderr for each caller, key and reason per minute, at
 * most 20 lines: every peer that can connect can cause them.
 * @param name of the listener.
 */
export function createRefusalLog(name: string): RefusalLog {
  const printed = new Set<string>();
  let until = Number.NEGATIVE_INFINITY;
  return ({ caller, keyId, address, reason }) => {
    const now = performance.now();
    if (now > until) {
      printed.clear();
      until = now + quietMs;
    }
    const line = `${caller || "code outside modules"}${keyId === undefined ? "" : `, key ${keyId}`}: ${reason}`;
    if (printed.has(line) || printed.size >= maxLines) return;
    printed.add(line);
    const from = address === undefined ? "" : ` from ${address}`;
    process.stderr.write(`seamline: ${name} listener refused a call${from} by ${line}\n`);
  };
}
