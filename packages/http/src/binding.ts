/** @seamline/http/binding: the wire format alone, for browsers as well as Node. */

export { type CallFields, decodeContext, encodeContext } from "./binding/call-fields.ts";
export { type ArrivedInput, bindingOf, type EncodedInput, type HttpBinding } from "./binding/http-binding.ts";
export { hasProtoKey, isJsonType, jsonType } from "./binding/json-text.ts";
export { decodeProblem, encodeProblem, problemType } from "./binding/problem.ts";
export { fromStatus } from "./binding/status.ts";
export { chooseFraming, type Framing, toStreamHeaders, toStreamType } from "./binding/stream/framing.ts";
export { readInputItems } from "./binding/stream/read-input-items.ts";
export { isCallId, isIdempotencyKey, parseTimeout, wireHeaders } from "./binding/wire-headers.ts";
