/** @seamline/messaging/redis: Redis Streams as the broker of events. Needs the package `@redis/client`. */

// brokers
export { redisBroker } from "./broker/redis/redis-provider.ts";
