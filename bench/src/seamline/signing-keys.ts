/** The keys of both sides of a signed call. */

/** `SEAMLINE_KEYS`, for measuring only. */
export const signingKeys: string = `bench:${Buffer.alloc(32, 7).toString("base64")}`;
