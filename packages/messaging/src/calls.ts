/** @seamline/messaging/calls: serves calls over a broker; the broker's own face has its transport. */

export type { CallBroker } from "./client/call-broker.ts";
export type { CallTarget } from "./connection/call-target.ts";
export type { Connect, Connection, ConnectionEvents, Serving } from "./connection/connection.ts";
export { type BrokerListening, type BrokerListenOptions, listenOnBroker } from "./server/listen-on-broker.ts";
