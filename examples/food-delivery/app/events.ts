/** The events of the application: carried in the event stage, which the others do without. */

import { readStage, type Stage } from "@food/events";
import type { EventsProvider, Fault } from "@seamline/core";
import type { EventHub } from "@seamline/core/extend";
import { messaging } from "@seamline/messaging";
import { amqpBroker } from "@seamline/messaging/amqp";
import { natsBroker } from "@seamline/messaging/nats";
import { redisBroker } from "@seamline/messaging/redis";

/** Nothing to carry: in this stage modules call each other. */
const idle: EventHub = {
  start: async () => undefined,
  drain: async () => undefined,
  stop: async () => undefined,
  explain: () => [],
};

const carried: EventsProvider = messaging({ brokers: [amqpBroker(), natsBroker(), redisBroker()] });

/** Carries events if `SEAMLINE_STAGE` is `events`. */
export const events: EventsProvider = {
  read(options, faults) {
    const stage = readStageInto(options.env, faults);
    if (stage === "events") return carried.read(options, faults);
    for (const key of Object.keys(options.env)) {
      if (/^SEAMLINE_EVENTS(_|$)/.test(key) && options.env[key])
        faults.push({ key, message: "this stage has no events; set SEAMLINE_STAGE=events to carry them" });
    }
    return idle;
  },
};

function readStageInto(env: Parameters<typeof readStage>[0], faults: Fault[]): Stage {
  try {
    return readStage(env);
  } catch (reason) {
    faults.push({ key: "SEAMLINE_STAGE", message: (reason as RangeError).message });
    return "calls";
  }
}
