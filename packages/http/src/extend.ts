/** @seamline/http/extend: the wire format, for authors of adapters, mocks and other listeners. */

// security
export {
  createSigner,
  createVerifier,
  type EpochSeconds,
  maxSkewSeconds,
  type ParsedSignature,
  parseSignature,
  type SignedCall,
  type Signer,
  type Verifier,
} from "@seamline/core/signing";
// binding
export {
  type CallFields,
  decodeContext,
  decodeProblem,
  encodeContext,
  encodeProblem,
  isJsonType,
  jsonType,
  problemType,
} from "@seamline/core/wire";
export { checkedLookup, deniedAddressCode, isDeniedHost } from "./binding/denied-addresses.ts";
export { type ArrivedInput, bindingOf, type EncodedInput, type HttpBinding } from "./binding/http-binding.ts";
export { fromStatus } from "./binding/status.ts";
export { wireHeaders } from "./binding/wire-headers.ts";
// clients
export {
  assertForeignHeaders,
  type ForeignHeaderOptions,
  foreignHeadersSetting,
} from "./client/foreign/foreign-headers.ts";
export { createTransportOver, type TransportOverOptions } from "./client/transport-over.ts";
// shortcuts
export { closedShortcuts, type Shortcut } from "./node/shortcuts.ts";
// dispatchers of undici
export {
  createUndiciAgent,
  createUndiciDispatcher,
  type DispatcherParts,
  type UndiciController,
  type UndiciDispatch,
  type UndiciDispatcher,
  type UndiciDispatchOptions,
  type UndiciHandler,
  type UndiciInterceptor,
} from "./node/undici-dispatcher.ts";
// servers
export type { AppBody } from "./server/app/app-request.ts";
export { createRequestHandler, type HandledRequest, type RequestHandler } from "./server/app/request-handler.ts";
export type {
  AuthenticateIn,
  InternalServing,
  PublicServing,
  ServedLimits,
  ServeOptions,
} from "./server/app/serve-options.ts";
export { listenOn } from "./server/listen.ts";
export type { RequestHead } from "./server/request-routing.ts";
