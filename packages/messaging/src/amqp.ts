/** @seamline/messaging/amqp: RabbitMQ as the broker of events and calls. Needs the package `amqplib`. */

// brokers
export { amqpBroker } from "./broker/amqp/amqp-provider.ts";
// what their signatures name
export type {
  Binding,
  Broker,
  BrokerFeatures,
  BrokerMessage,
  BrokerOptions,
  Consumption,
  Delivery,
  PublishFailure,
} from "./broker/broker.ts";
export type { BrokerProvider, BrokerTarget } from "./broker/broker-provider.ts";
// calls
export { amqp } from "./client/amqp-provider.ts";
