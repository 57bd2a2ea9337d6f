/** The errors of undici, by their brands: they are `instanceof` its classes, and undici need not be loaded. */

/** A kind of failure, as undici names it. */
type Kind = "UND_ERR_SOCKET" | "UND_ERR_HEADERS_TIMEOUT" | "UND_ERR_BODY_TIMEOUT" | "UND_ERR_INVALID_ARG";

const names: Readonly<Record<Kind, string>> = {
  UND_ERR_SOCKET: "SocketError",
  UND_ERR_HEADERS_TIMEOUT: "HeadersTimeoutError",
  UND_ERR_BODY_TIMEOUT: "BodyTimeoutError",
  UND_ERR_INVALID_ARG: "InvalidArgumentError",
};

/** Makes an error that undici's users would meet. */
export function createNetworkError(code: Kind, message: string, cause?: unknown): Error {
  const brands = ["UND_ERR", code].map((brand) => [Symbol.for(`undici.error.${brand}`), true] as const);
  const error = new Error(message, cause === undefined ? undefined : { cause });
  return Object.assign(error, { name: names[code], code }, Object.fromEntries(brands));
}
