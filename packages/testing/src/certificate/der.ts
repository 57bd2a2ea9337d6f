/** The subset of DER that X.509 certificates use. */

/** Encodes a value: its tag, its length and its content. */
export function encodeDer(tag: number, ...contents: readonly Uint8Array[]): Buffer {
  const content = Buffer.concat(contents);
  return Buffer.concat([Buffer.from([tag]), encodeLength(content.length), content]);
}

/** `SEQUENCE` */
export function sequence(...members: readonly Uint8Array[]): Buffer {
  return encodeDer(0x30, ...members);
}

/** `OBJECT IDENTIFIER`, from its dotted form. */
export function objectIdentifier(dotted: string): Buffer {
  const [first = 0, second = 0, ...others] = dotted.split(".").map(Number);
  const bytes = [first * 40 + second];
  for (const arc of others) {
    const septets = [arc & 0x7f];
    for (let rest = arc >>> 7; rest > 0; rest >>>= 7) septets.unshift((rest & 0x7f) | 0x80);
    bytes.push(...septets);
  }
  return encodeDer(0x06, Buffer.from(bytes));
}

/** A time: `UTCTime` until 2049, `GeneralizedTime` from 2050 (RFC 5280, section 4.1.2.5). */
export function time(moment: Date): Buffer {
  const digits = moment.toISOString().replaceAll(/[-:T]|\.\d{3}/g, "");
  const short = moment.getUTCFullYear() < 2050;
  return encodeDer(short ? 0x17 : 0x18, Buffer.from(short ? digits.slice(2) : digits, "latin1"));
}

/** `BIT STRING` of whole bytes. */
export function bitString(bytes: Uint8Array): Buffer {
  return encodeDer(0x03, Buffer.from([0]), bytes);
}

function encodeLength(length: number): Buffer {
  if (length < 0x80) return Buffer.from([length]);
  const bytes: number[] = [];
  for (let rest = length; rest > 0; rest >>>= 8) bytes.unshift(rest & 0xff);
  return Buffer.from([0x80 | bytes.length, ...bytes]);
}
