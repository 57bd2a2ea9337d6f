/** NATS as a target. */

import type { ConformanceTarget } from "@seamline/conformance";
import { nats } from "../../src/nats.ts";
import { brokerTarget } from "./broker.ts";

/** Calls over the NATS server of this machine. Named `nats`. */
export function natsTarget(): ConformanceTarget {
  return brokerTarget(nats(), "nats://127.0.0.1:4222");
}
