/** @seamline/core/extend: for authors of transports, listeners and brokers. */

export { getApplicationHost } from "./application/create-application.ts";
// applications
export type { EventHub, EventHubOptions } from "./application/event-hub.ts";
export type { ApplicationHost, ApplicationState, DrainableListener } from "./application/host.ts";
export type { ReadinessCheck } from "./application/readiness.ts";
// calls
export { deadlineOfArrival } from "./call/call-maker.ts";
export { maxCallDepth, maxTimeoutMs } from "./call/call-options.ts";
export type { WireError } from "./call/call-request.ts";
export { createTransport, type Dispatch, type Receiver } from "./call/dispatch.ts";
export { maxRequestBytes, maxResponseBytes } from "./call/encoding.ts";
export { OpenCall } from "./call/open-call.ts";
export { StreamFailure } from "./call/stream.ts";
// events
export type { EventOutbox } from "./client/event-publisher.ts";
// contexts
export { CallContext } from "./context/call-context.ts";
export type { CallContextFields } from "./context/call-context-fields.ts";
export { mergeMetadata } from "./context/metadata.ts";
export { freezePrincipal } from "./context/principal.ts";
export { parseTraceparent, printTraceparent, type Trace } from "./context/trace.ts";
// contracts
export type { Operation, OperationError } from "./contract/operation.ts";
// errors
export { isCode } from "./error/code.ts";
export { createCallId } from "./platform/unique-names.ts";
export type { Streaming } from "./schema/stream-schema.ts";
export type { WireSchema } from "./schema/wire-schema.ts";
// dispatchers
export { createDispatcher, type Dispatcher, type DispatcherOptions } from "./server/dispatcher.ts";
export { encodeServiceError } from "./server/wire-error.ts";
// topology
export type { SigningKey } from "./topology/signing-keys.ts";
export type {
  AddFault,
  TargetUrl,
  TransportProvider,
  TransportTarget,
  TransportTargetOptions,
} from "./topology/transport-provider.ts";
// transports
export { createInProcessTransport } from "./transport/in-process.ts";
