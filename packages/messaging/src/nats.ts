/**
 * @seamline/messaging/nats: NATS for calls and events. Needs the package `@nats-io/transport-node`, and
 * for events `@nats-io/jetstream`.
 */

// brokers
export { type NatsBrokerOptions, natsBroker } from "./broker/nats/nats-broker.ts";
// calls
export { type NatsOptions, nats } from "./client/nats-provider.ts";
