/** Removes what tests have declared on the servers that all tests share. */

import { createClient } from "@redis/client";
import amqplib from "amqplib";

const long = ["c".repeat(100), `${"c".repeat(99)}-`, `${"c".repeat(99)}_`];
/** The consumers of the conformance suite. */
const consumers = ["restaurant", "delivery", "accounting", "kitchen", "customer", ...long];

/** Removes the exchanges and queues of a prefix. */
export async function removeFromRabbitmq(prefix: string): Promise<void> {
  const connection = await amqplib.connect("amqp://127.0.0.1:5672");
  const channel = await connection.createChannel();
  for (const queue of [...consumers, "dead.letters"]) await channel.deleteQueue(`${prefix}.${queue}`);
  for (const exchange of ["events", "dead.letters"]) await channel.deleteExchange(`${prefix}.${exchange}`);
  await connection.close();
}

/** Removes the keys of a prefix. */
export async function removeFromRedis(prefix: string): Promise<void> {
  const client = createClient({ socket: { host: "127.0.0.1", port: 6379 } });
  await client.connect();
  const keys = await client.keys(`${prefix}:*`);
  if (keys.length > 0) await client.del(keys);
  client.destroy();
}
