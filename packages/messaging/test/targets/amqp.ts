/** RabbitMQ as a target. */

import type { ConformanceTarget } from "@seamline/conformance";
import { amqp } from "../../src/amqp.ts";
import { brokerTarget } from "./broker.ts";

/** Calls over the RabbitMQ broker of this machine. Named `amqp`. */
export function amqpTarget(): ConformanceTarget {
  return brokerTarget(amqp(), "amqp://127.0.0.1:5672");
}
