/** A set of millions of random texts that causes no work for the garbage collector. */

/** The six bits of each character of base64url, by character code. */
const bitsOf = new Uint8Array(128);
for (const [bits, character] of [..."ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"].entries()) {
  bitsOf[character.charCodeAt(0)] = bits;
}

/** Returns the 30 bits of five characters. */
function readBits(text: string, from: number): number {
  let bits = 0;
  for (let at = from; at < from + 5; at += 1) bits = (bits << 6) | (bitsOf[text.charCodeAt(at)] ?? 0);
  return bits;
}

/**
 * A set of random texts, by their first ten characters. Open addressing with linear probing, at
 * most two thirds full.
 */
export class FingerprintSet {
  /**
   * Two numbers for each slot: the first is 0 if the slot is empty, and otherwise one more than the
   * first half of a fingerprint.
   */
  #slots = new Uint32Array(2 * 64);
  #size = 0;

  get size(): number {
    return this.#size;
  }

  has(text: string): boolean {
    return this.#slots[this.#find(readBits(text, 0) + 1, readBits(text, 5))] !== 0;
  }

  /** Adds a text. Returns `false` if the set has it already. */
  add(text: string): boolean {
    const [first, second] = [readBits(text, 0) + 1, readBits(text, 5)];
    const at = this.#find(first, second);
    if (this.#slots[at] !== 0) return false;
    this.#slots[at] = first;
    this.#slots[at + 1] = second;
    this.#size += 1;
    if (3 * this.#size > this.#slots.length) this.#grow();
    return true;
  }

  /** Returns the index of a fingerprint, or of the slot for it. */
  #find(first: number, second: number): number {
    const slots = this.#slots;
    const mask = slots.length - 2;
    for (let at = (second << 1) & mask; ; at = (at + 2) & mask) {
      if (slots[at] === 0 || (slots[at] === first && slots[at + 1] === second)) return at;
    }
  }

  #grow(): void {
    const old = this.#slots;
    this.#slots = new Uint32Array(2 * old.length);
    for (let from = 0; from < old.length; from += 2) {
      const [first = 0, second = 0] = [old[from], old[from + 1]];
      if (first === 0) continue;
      const at = this.#find(first, second);
      this.#slots[at] = first;
      this.#slots[at + 1] = second;
    }
  }
}
