/** @seamline/http/extend: the wire format, for authors of adapters, mocks and other listeners. */

// binding
export { type CallFields, decodeContext, encodeContext } from "./binding/call-fields.ts";
export { type ArrivedInput, bindingOf, type EncodedInput, type HttpBinding } from "./binding/http-binding.ts";
export { isJsonType, jsonType } from "./binding/json-text.ts";
export { decodeProblem, encodeProblem, problemType } from "./binding/problem.ts";
export { fromStatus } from "./binding/status.ts";
export { wireHeaders } from "./binding/wire-headers.ts";
// shortcuts
export { closedShortcuts, type Shortcut } from "./node/shortcuts.ts";
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
} from "./security/signature.ts";
// servers
export { listenOn } from "./server/listen.ts";
