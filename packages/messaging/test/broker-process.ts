/** A process that works with a broker, closes it, and has to end by itself. */

import { amqpBroker } from "../src/amqp.ts";
import { redisBroker } from "../src/redis.ts";
import { readUrl } from "./target-url.ts";

const [url = "", how = ""] = process.argv.slice(2);
const type = "customer.orderCreated.v1";
const provider = url.startsWith("amqp") ? amqpBroker() : redisBroker();
const broker = readUrl(provider, url).create({ onError: () => undefined });
const opening = broker.open([{ consumer: "restaurant", types: [type] }]);
if (how === "while-opening") {
  await Promise.all([broker.close(), opening.catch(() => undefined)]);
} else if (how === "refused") {
  await opening.catch((reason: unknown) => console.log(String(reason)));
  await broker.close();
} else {
  await opening;
  const { promise, resolve } = Promise.withResolvers<void>();
  await broker.consume("restaurant", async () => resolve());
  await broker.publish([{ id: "m1", type, text: "m1" }]);
  await promise;
  await broker.close();
}
console.log("closed");
