/** @seamline/messaging/nats: NATS as a broker. Needs the package `@nats-io/transport-node`. */

// calls
export { type NatsOptions, nats } from "./client/nats-provider.ts";
