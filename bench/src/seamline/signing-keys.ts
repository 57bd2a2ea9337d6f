/** The keys that both sides of a signed call have. */

/** `SEAMLINE_KEYS`; they protect nothing. */
export const signingKeys: string = `bench:${Buffer.alloc(32, 7).toString("base64")}`;
