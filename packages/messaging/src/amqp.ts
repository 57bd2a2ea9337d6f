/** @seamline/messaging/amqp: RabbitMQ as the broker of events and calls. Needs the package `amqplib`. */

// brokers
export { amqpBroker } from "./broker/amqp/amqp-provider.ts";
// calls
export { amqp } from "./client/amqp-provider.ts";
