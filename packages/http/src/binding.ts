/** @seamline/http/binding: the wire format alone, for browsers as well as Node. */

export {
  type CallFields,
  decodeContext,
  decodeProblem,
  encodeContext,
  encodeProblem,
  type Framing,
  hasProtoKey,
  isCallId,
  isIdempotencyKey,
  isJsonType,
  jsonType,
  problemType,
  readInputItems,
  toStreamType,
} from "@seamline/core/wire";
export { type ArrivedInput, bindingOf, type EncodedInput, type HttpBinding } from "./binding/http-binding.ts";
export { fromStatus } from "./binding/status.ts";
export { chooseFraming, toStreamHeaders } from "./binding/stream/response-framing.ts";
export { parseTimeout, wireHeaders } from "./binding/wire-headers.ts";
