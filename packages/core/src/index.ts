/** @seamline/core: contracts, clients, handlers, topology and applications. */

// applications
export type { Application, ApplicationOptions, ModuleEntry } from "./application/application.ts";
export { createApplication } from "./application/create-application.ts";
export type { EventsProvider } from "./application/event-hub.ts";
export type { ExplainedSetting, Explanation } from "./application/explain.ts";
export { defineModule, type ModuleContext, type ModuleDefinition } from "./application/module.ts";
export type { CallOptions } from "./call/call-options.ts";
export type { CallRequest, CallResponse, Interceptor, Transport } from "./call/call-request.ts";
// clients
export { createClientClass } from "./client/client-class.ts";
export type { ClientOf, InferableContract } from "./client/client-of.ts";
export { type ClientOptions, createClient } from "./client/create-client.ts";
// events
export { EventPublisher, type PublishOptions } from "./client/event-publisher.ts";
export {
  type SafeResult,
  type ServiceCaller,
  ServiceClient,
  type ServiceClientClass,
} from "./client/service-client.ts";
// calls
export type { CallContext } from "./context/call-context.ts";
export type { CallEvent, CallObserver } from "./context/call-observer.ts";
export { currentContext, runDetached } from "./context/frame.ts";
export type { Metadata, MetadataInput } from "./context/metadata.ts";
export type { Principal } from "./context/principal.ts";
// contract
export { ContractError, defineContract } from "./contract/define-contract.ts";
export type { ContractEvent, EventDefinition, EventsOf, PayloadOf } from "./contract/event.ts";
export type {
  Contract,
  ContractDefinition,
  DefinedContract,
  ErrorDefinition,
  OperationDefinition,
} from "./contract/operation.ts";
// errors
export { type Code, codes } from "./error/code.ts";
export { DeclaredError, type DeclaredErrorOptions } from "./error/declared-error.ts";
export { type SentState, ServiceError, type ServiceErrorOptions } from "./error/service-error.ts";
// guards
export type { GuardMode, GuardOptions, GuardRuleOptions, ResolvedGuard } from "./guard/guard-options.ts";
export { GuardError, type GuardRule, type GuardViolation } from "./guard/guard-violation.ts";
export { markTransaction, withinTransaction } from "./guard/transaction.ts";
// policies
export type { PolicyEvent } from "./policy/policy-event.ts";
export type { PolicyOptions, ResolvedPolicies } from "./policy/policy-options.ts";
export type { PolicyState } from "./policy/target-policies.ts";
export { type ByteStream, bytes, type ItemStream, type StreamSchema, stream } from "./schema/stream-schema.ts";
export { base64, bigintText, isoDateTime } from "./schema/wire-codecs.ts";
// topology
export type { Environment } from "./topology/environment.ts";
export { ConfigurationError, type Fault } from "./topology/fault.ts";
export type { GuardsOptions } from "./topology/guards.ts";
export type { PoliciesOptions } from "./topology/policies.ts";
export type { TopologyOptions } from "./topology/topology.ts";
export type { TransportProvider } from "./topology/transport-provider.ts";
