/**
 * @seamline/core/generated: the imports of generated code, and nothing else. Generated code lives
 * in users' repositories, so this face is a promise: within a major version names are added, never
 * changed or removed.
 */

// clients
export type { CallOptions } from "./call/call-options.ts";
// events
export { EventPublisher, type PublishOptions } from "./client/event-publisher.ts";
export { createSafeView, type SafeResult, ServiceClient } from "./client/service-client.ts";
// handlers
export type { CallContext } from "./context/call-context.ts";
// contract
export { getEvent, getOperation } from "./contract/define-contract.ts";
export type { ContractEvent } from "./contract/event.ts";
export type { Contract } from "./contract/operation.ts";
// errors
export {
  DeclaredError,
  type DeclaredErrorClass,
  type DeclaredErrorIdentity,
  type DeclaredErrorOptions,
} from "./error/declared-error.ts";
