/** The targets whose broker is reachable. */

import { createConnection } from "node:net";
import type { ConformanceTarget } from "@seamline/conformance";
import { amqpTarget } from "./amqp.ts";
import { natsTarget } from "./nats.ts";

const brokers = [
  { create: natsTarget, name: "NATS", port: 4222 },
  { create: amqpTarget, name: "RabbitMQ", port: 5672 },
] as const;

/**
 * Lists the targets of brokers that listen on this machine; the others are named on stderr.
 * @throws {Error} for one that does not though `SEAMLINE_REQUIRE_SERVICES` is set.
 */
export async function listBrokerTargets(): Promise<readonly ConformanceTarget[]> {
  const found: ConformanceTarget[] = [];
  for (const { create, name, port } of brokers) {
    if (await listens(port)) found.push(create());
    else if (process.env.SEAMLINE_REQUIRE_SERVICES === "1") {
      throw new Error(`SEAMLINE_REQUIRE_SERVICES=1 expects ${name} at 127.0.0.1:${port}`);
    } else console.warn(`Skipped: calls over ${name}, as nothing listens at 127.0.0.1:${port}.`);
  }
  return found;
}

function listens(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection({ host: "127.0.0.1", port });
    socket.once("connect", () => resolve(true));
    socket.once("error", () => resolve(false));
    socket.once("close", () => resolve(false));
    socket.once("connect", () => socket.destroy());
  });
}
