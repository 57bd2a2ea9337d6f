/** The keys that sign service-to-service calls: `SEAMLINE_KEYS=k2:<base64>,k1:<base64>`. */

import type { Fault } from "./fault.ts";

/** One shared key. The first of a list signs, all verify, so keys rotate without a gap. */
export interface SigningKey {
  /** 1 to 64 letters, digits, dots, dashes and underscores; travels with each signature. */
  readonly id: string;
  /** At least 32 bytes; never printed. */
  readonly secret: Uint8Array;
}

/**
 * Bytes a secret must have: the output size of SHA-256.
 * @see https://www.rfc-editor.org/rfc/rfc2104#section-3
 */
const minSecretBytes = 32;
const idPattern = /^[A-Za-z0-9._-]{1,64}$/;
const base64Pattern = /^[A-Za-z0-9+/_-]+={0,2}$/;

/** Parses a key list. Faults never show a secret. */
export function parseSigningKeys(text: string | undefined, key: string, faults: Fault[]): readonly SigningKey[] {
  if (text === undefined || text === "") return [];
  const keys: SigningKey[] = [];
  let position = 0;
  for (const entry of text.split(",")) {
    const colon = entry.indexOf(":");
    const id = entry.slice(0, Math.max(colon, 0));
    const secret = entry.slice(colon + 1);
    const bytes = base64Pattern.test(secret) ? Buffer.from(secret, "base64") : Buffer.alloc(0);
    if (colon < 0 || !idPattern.test(id)) {
      faults.push({
        key,
        position,
        message: "expected <id>:<base64>, the id of letters, digits, dots, dashes and underscores",
      });
    } else if (bytes.length < minSecretBytes) {
      const message = `the secret of ${id}: expected base64 of at least ${minSecretBytes} bytes, found ${bytes.length}; make one with: openssl rand -base64 32`;
      faults.push({ key, position: position + colon + 1, message });
    } else if (keys.some((one) => one.id === id)) {
      faults.push({ key, position, message: `the id ${id} appears twice` });
    } else {
      keys.push({ id, secret: new Uint8Array(bytes) });
    }
    position += entry.length + 1;
  }
  return keys;
}
