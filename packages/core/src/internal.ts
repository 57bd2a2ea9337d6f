/**
 * @seamline/core/internal: names shared by Seamline's own packages. No semantic versioning: any
 * release may change or remove any of them. Authors of transports, listeners and brokers use
 * `@seamline/core/extend`.
 */

// calls
export { intercept } from "./call/call-request.ts";
export { decodeInput, encodeInput } from "./call/encoding.ts";
export { readOnce, type UntilCanceled, untilCanceled } from "./call/stream.ts";
// clients
export { connect } from "./client/create-client.ts";
// contexts
export { deadlineSlackMs } from "./context/cancel-errors.ts";
export { type EndedCall, endedCallOf, type HandlerScope, openFrame } from "./context/frame.ts";
export { freezeJson } from "./context/json.ts";
export { cutBaggage } from "./context/list-header.ts";
export { isMetadataName, noMetadata } from "./context/metadata.ts";
export { createTrace } from "./context/trace.ts";
export { eventPattern } from "./contract/event.ts";
// contracts
export { type TextKind, textKindOf } from "./contract/field-locations.ts";
export type { FieldLocation, HttpMethod, HttpRoute, PathSegment } from "./contract/http-route.ts";
export { statusOf, toHeaderName, toStatus } from "./contract/http-words.ts";
export { findAmbiguousRoutes, matchesRoute } from "./contract/route-order.ts";
// errors
export { printReason } from "./error/print-reason.ts";
// guards
export { addressOfRule, guardRules } from "./guard/guard-violation.ts";
export { currentTransaction, type OpenTransaction } from "./guard/transaction.ts";
// platform
export { findBuiltin } from "./platform/builtin.ts";
export { type Entry, LinkedList } from "./platform/linked-list.ts";
export { printToLog } from "./platform/log.ts";
export { withoutInstrumentation } from "./platform/open-telemetry.ts";
export {
  afterTurn,
  isImmediateFaked,
  now,
  soon,
  startInterval,
  startTimer,
  stopInterval,
  stopTimer,
  type Timer,
  withRealImmediate,
} from "./platform/real-time.ts";
export { runCallback } from "./platform/run-callback.ts";
export { suggest } from "./platform/suggest.ts";
export { longTurn } from "./platform/turn.ts";
export { randomHex } from "./platform/unique-names.ts";
export { fieldsOf, isRecord, itemsOf } from "./platform/unknown-value.ts";
// policies
export { type Clock, systemClock } from "./policy/clock.ts";
export { NestedSlots, type WaitingItem } from "./policy/nested-slots.ts";
export type { EmitPolicyEvent } from "./policy/policy-event.ts";
export { policyNames } from "./policy/policy-options.ts";
// schemas
export { type Issue, SchemaMismatch } from "./schema/schema-mismatch.ts";
export {
  type CheckDefinition,
  checksOf,
  childrenOf,
  definitionOf,
  findNamed,
  innerOf,
  isCodec,
  metaOf,
  printPath,
  type Schema,
  type SchemaDefinition,
  shapeOf,
} from "./schema/schema-node.ts";
export { isStreamSchema } from "./schema/stream-schema.ts";
export { createWireSchema } from "./schema/wire-schema.ts";
// topology
export { isEventVariable, toVariable } from "./topology/environment.ts";
export { parseTargetUrl } from "./topology/expression.ts";
// transports
export {
  type BalanceMember,
  type BalanceOptions,
  type BalanceTransport,
  createBalanceTransport,
} from "./transport/balance.ts";
export { createFallbackTransport } from "./transport/fallback.ts";
export type { NamedTransport } from "./transport/members.ts";
export { createRandom } from "./transport/seeded-random.ts";
export { createStrictTransport } from "./transport/strict.ts";
