/** @seamline/core/extend: for authors of transports, listeners, generators and containers. */

// application
export { hostOf } from "./application/create-application.ts";
export type { ApplicationHost, ApplicationState, Ingress } from "./application/host.ts";
export { deadlineOfArrival } from "./call/call-maker.ts";
export { maxCallDepth, maxTimeoutMs } from "./call/call-options.ts";
export { intercept, type WireError } from "./call/call-request.ts";
export { type Carry, createTransport, type Receiver } from "./call/carry.ts";
export { carryWithin } from "./call/settle.ts";
export { maxRequestBytes, maxResponseBytes } from "./call/size.ts";
export { type Guard, guardWithin, readOnce, StreamFailure } from "./call/stream.ts";
// clients
export { type ConnectionOptions, createConnection } from "./client/connection.ts";
export { createSafeView } from "./client/service-client.ts";
// calls
export { CallContext, deadlineSlackMs } from "./context/call-context.ts";
export type { CallContextFields } from "./context/call-context-fields.ts";
export { createCallId } from "./context/call-id.ts";
export type { Surroundings } from "./context/frame.ts";
export { freezeJson } from "./context/json.ts";
export { cutBaggage } from "./context/list-header.ts";
export { isMetadataName, mergeMetadata, noMetadata } from "./context/metadata.ts";
export { freezePrincipal } from "./context/principal.ts";
export { createTrace, parseTraceparent, printTraceparent, type Trace } from "./context/trace.ts";
// contract
export { getOperation } from "./contract/define-contract.ts";
export { type TextKind, textKindOf } from "./contract/field-places.ts";
export type { FieldPlace, HttpMethod, HttpRoute, PathSegment } from "./contract/http-route.ts";
export { toHeaderName, toStatus } from "./contract/http-words.ts";
export type { Operation, OperationError } from "./contract/operation.ts";
export { isCode } from "./error/code.ts";
export type { DeclaredErrorClass, DeclaredErrorIdentity } from "./error/declared-error.ts";
// errors
export { printReason } from "./error/print-reason.ts";
// guards
export { guardRules } from "./guard/guard-violation.ts";
export { currentTransaction, type OpenTransaction } from "./guard/transaction.ts";
// platform
export { findBuiltin } from "./platform/builtin.ts";
export { type Entry, LinkedList } from "./platform/linked-list.ts";
export { randomHex } from "./platform/random-hex.ts";
// policies
export { type Clock, systemClock } from "./policy/clock.ts";
export type { EmitPolicyEvent } from "./policy/policy-event.ts";
export { policyNames } from "./policy/policy-settings.ts";
export { type Issue, SchemaMismatch } from "./schema/schema-mismatch.ts";
export {
  childrenOf,
  definitionOf,
  isCodec,
  metaOf,
  printPath,
  type Schema,
  type SchemaDefinition,
} from "./schema/schema-node.ts";
export { isStreamSchema, type Streaming } from "./schema/stream-schema.ts";
export { createWireSchema, type WireSchema } from "./schema/wire-schema.ts";
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
