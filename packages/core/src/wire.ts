/**
 * @seamline/core/wire: the form of calls between processes that transports share, for Seamline's
 * own packages. No semantic versioning, as for `@seamline/core/internal`; a separate face, because
 * in one process nothing needs it.
 */

export { abandon, reportFault, shutDown, toWireError } from "./wire/call-failure.ts";
// calls
export { type CallFields, decodeContext, encodeContext, noCallFields } from "./wire/call-fields.ts";
export { isCallId, isIdempotencyKey, toContractMark } from "./wire/call-texts.ts";
// streams
export { ChunkQueue, type ChunkSource } from "./wire/chunk-queue.ts";
export { bytesType, type Framing, lines, linesType, printUpload, rawBytes, toStreamType } from "./wire/framing.ts";
// texts
export { decodeUtf8, hasProtoKey, isJsonType, jsonType } from "./wire/json-text.ts";
export { decodeProblem, encodeProblem, problemType, readProblem } from "./wire/problem.ts";
export { readInputItems } from "./wire/read-input-items.ts";
export { type FailReading, readLines, splitLines } from "./wire/read-lines.ts";
export { explainUnauthenticated, failCall, maxResponseMessageBytes } from "./wire/response-failures.ts";
export { createSkewWatch, type SkewReport, type SkewWatch } from "./wire/skew.ts";
