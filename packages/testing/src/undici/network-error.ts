/**
 * Errors of undici, made by their brands: they are `instanceof` its classes without loading undici.
 */

/** A code of undici's errors. */
type Kind = "UND_ERR_SOCKET" | "UND_ERR_HEADERS_TIMEOUT" | "UND_ERR_BODY_TIMEOUT" | "UND_ERR_INVALID_ARG";

const names: Readonly<Record<Kind, string>> = {
  UND_ERR_SOCKET: "SocketError",
  UND_ERR_HEADERS_TIMEOUT: "HeadersTimeoutError",
  UND_ERR_BODY_TIMEOUT: "BodyTimeoutError",
  UND_ERR_INVALID_ARG: "InvalidArgumentError",
};

/** Creates an error with an undici code. */
export function createNetworkError(code: Kind, message: string, cause?: unknown): Error {
  const brands = ["UND_ERR", code].map((brand) => [Symbol.for(`undici.error.${brand}`), true] as const);
  const error = new Error(message, cause === undefined ? undefined : { cause });
  return Object.assign(error, { name: names[code], code }, Object.fromEntries(brands));
}
