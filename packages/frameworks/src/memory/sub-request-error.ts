/**
 * Errors of sub-requests. They carry the codes, names and brands of undici's errors, so that code
 * written for a socket finds what it looks for: `instanceof errors.SocketError` of any copy of undici
 * is true for them.
 * @see https://undici.nodejs.org/#/docs/api/Errors
 */

/** The kinds, by code. */
const names = {
  UND_ERR_ABORTED: "AbortError",
  UND_ERR_BODY_TIMEOUT: "BodyTimeoutError",
  UND_ERR_CLOSED: "ClientClosedError",
  UND_ERR_DESTROYED: "ClientDestroyedError",
  UND_ERR_HEADERS_TIMEOUT: "HeadersTimeoutError",
  UND_ERR_INVALID_ARG: "InvalidArgumentError",
  UND_ERR_NOT_SUPPORTED: "NotSupportedError",
  UND_ERR_REQ_CONTENT_LENGTH_MISMATCH: "RequestContentLengthMismatchError",
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: "ResponseContentLengthMismatchError",
  UND_ERR_SOCKET: "SocketError",
} as const;

/** The codes of a sub-request's failures. */
export type SubRequestCode = keyof typeof names;

/** A sub-request that was refused, or has no whole response. */
export class SubRequestError extends Error {
  /** The code of undici's error. */
  readonly code: SubRequestCode;

  constructor(code: SubRequestCode, message: string, options?: { readonly cause?: unknown }) {
    super(message, options);
    this.name = names[code];
    this.code = code;
    Object.defineProperty(this, Symbol.for("undici.error.UND_ERR"), { value: true });
    Object.defineProperty(this, Symbol.for(`undici.error.${code}`), { value: true });
  }
}
