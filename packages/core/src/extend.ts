/** @seamline/core/extend: for authors of transports, listeners, generators and containers. */

// application
export { hostOf } from "./application/create-application.ts";
export type { ApplicationHost, ApplicationState, Ingress } from "./application/host.ts";
// calls
export { CallContext, deadlineSlackMs } from "./call/call-context.ts";
export type { CallContextFields } from "./call/call-context-fields.ts";
export { createCallId } from "./call/call-id.ts";
export { deadlineOfArrival } from "./call/call-maker.ts";
export { freezePrincipal, maxCallDepth, maxTimeoutMs } from "./call/call-options.ts";
export { intercept, type WireError } from "./call/call-request.ts";
export { type Carry, createTransport, type Receiver } from "./call/carry.ts";
export type { Surroundings } from "./call/frame.ts";
export { freezeJson } from "./call/json.ts";
export { cutBaggage } from "./call/list-header.ts";
export { isMetadataName, mergeMetadata, noMetadata } from "./call/metadata.ts";
export { carryWithin } from "./call/settle.ts";
export { maxRequestBytes, maxResponseBytes } from "./call/size.ts";
export { type Guard, guardWithin, readOnce, StreamFailure } from "./call/stream.ts";
export { createTrace, parseTraceparent, printTraceparent, type Trace } from "./call/trace.ts";
// clients
export { type ConnectionOptions, createConnection } from "./client/connection.ts";
export { createSafeView } from "./client/service-client.ts";
// contract
export { getOperation } from "./contract/define-contract.ts";
export { type TextKind, textKindOf } from "./contract/field-places.ts";
export type { FieldPlace, HttpMethod, HttpRoute, PathSegment } from "./contract/http-route.ts";
export { toHeaderName, toStatus } from "./contract/http-words.ts";
export type { Operation, OperationError } from "./contract/operation.ts";
export { type Issue, SchemaMismatch } from "./contract/schema-mismatch.ts";
export {
  childrenOf,
  definitionOf,
  isCodec,
  metaOf,
  printPath,
  type Schema,
  type SchemaDefinition,
} from "./contract/schema-node.ts";
export { isStreamSchema, type Streaming } from "./contract/stream-schema.ts";
export { createWireSchema, type WireSchema } from "./contract/wire-schema.ts";
export { isCode } from "./error/code.ts";
export type { DeclaredErrorClass, DeclaredErrorIdentity } from "./error/declared-error.ts";
// errors
export { printReason } from "./error/print-reason.ts";
// guards
export { guardRules } from "./guard/guard-violation.ts";
// platform
export { findBuiltin } from "./platform/builtin.ts";
export { type Entry, LinkedList } from "./platform/linked-list.ts";
export { randomHex } from "./platform/random-hex.ts";
// policies
export { type Clock, systemClock } from "./policy/clock.ts";
export type { EmitPolicyEvent } from "./policy/policy-event.ts";
export { policyNames } from "./policy/policy-settings.ts";
// server
export { createDispatcher, type Dispatcher, type DispatcherOptions } from "./server/dispatcher.ts";
export { encodeServiceError } from "./server/wire-error.ts";
// topology
export { suggest } from "./topology/fault.ts";
export type { SigningKey } from "./topology/signing-keys.ts";
export type {
  AddFault,
  TargetUrl,
  TransportProvider,
  TransportSetting,
  TransportTarget,
} from "./topology/transport-provider.ts";
// transports
export {
  type BalanceMember,
  type BalanceOptions,
  type BalanceTransport,
  createBalanceTransport,
} from "./transport/balance.ts";
export { createFallbackTransport } from "./transport/fallback.ts";
export { createInProcessTransport } from "./transport/in-process.ts";
export type { NamedTransport } from "./transport/members.ts";
export { createRandom } from "./transport/seeded-random.ts";
export { createStrictTransport } from "./transport/strict.ts";
