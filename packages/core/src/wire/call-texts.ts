/** Texts that name a call, its repetition and its contract. */

const callIdPattern = /^[A-Za-z0-9._~-]{1,128}$/;
const idempotencyKeyPattern = /^[\x21-\x7e]{1,255}$/;

/** Returns the part of a contract's hash that is sent: its first 16 hex digits. */
export function toContractMark(hash: string): string {
  return hash.slice(0, 16);
}

/** Tests for a call id, which is echoed and logged: 1 to 128 letters, digits and `. _ ~ -`. */
export function isCallId(text: string | undefined): text is string {
  return text !== undefined && callIdPattern.test(text);
}

/** Tests for an idempotency key: 1 to 255 visible ASCII characters. */
export function isIdempotencyKey(text: string): boolean {
  return idempotencyKeyPattern.test(text);
}
