/** IDK, MSG and DEV: idempotency keys, messages, development tools. */

import { expect } from "vitest";
import { type Bindings, inapplicable, probe, runBy } from "../binding.ts";
import { errorEverywhere } from "../outcome.ts";
import { ask, expectProblem, postText } from "../raw-request.ts";

const noStore = inapplicable("idempotency keys are carried and checked, but there is no store of outcomes");
const noBacklog = inapplicable("a worker holds at most four messages for each at work; no run has a million waiting");
const events = "packages/messaging/test";
const noInspector = inapplicable("there is no inspector page");

export const keysAndMessages: Bindings = {
  "IDK-02": probe(async (shop) => {
    for (const idempotencyKey of ["", "x".repeat(256), "a\nb", "a\0", "a b"]) {
      const error = await errorEverywhere(shop, "touch", {}, { idempotencyKey });
      expect(error).toMatchObject({ code: "invalid_argument", sent: "not_sent" });
    }
    for (const key of ["", "x".repeat(256), "a\x01b"]) {
      const response = await ask(shop.internalUrl, postText("/shop/touch", "{}", [`idempotency-key: ${key}`]));
      expectProblem(response, 400, "invalid_argument");
    }
  }),
  "IDK-03": noStore,
  "IDK-04": noStore,
  "IDK-06": noStore,
  "IDK-07": noStore,
  "IDK-08": noStore,
  "IDK-10": probe(
    async (shop) => {
      const error = await errorEverywhere(shop, "touch", {}, { idempotencyKey: "k\r\nseamline: forged line" });
      expect(error.code).toBe("invalid_argument");
      expect(error.message).not.toContain("forged");
    },
    { note: "a key that could break a log line is refused, and refused without being repeated" },
  ),
  "MSG-04": runBy(`${events}/inbox.test.ts`),
  "MSG-05": runBy(`${events}/conformance.test.ts`),
  "MSG-06": runBy(`${events}/hostile-envelopes.test.ts`),
  "MSG-07": runBy(`${events}/envelope.test.ts`),
  "MSG-08": runBy(`${events}/hostile-envelopes.test.ts`),
  "MSG-11": runBy(`${events}/calls/calls.test.ts`),
  "MSG-13": runBy(`${events}/conformance.test.ts`),
  "MSG-15": runBy("verification/test/events.test.ts"),
  "MSG-16": runBy("verification/test/events.test.ts"),
  "MSG-17": runBy(`${events}/amqp-kill.test.ts`),
  "MSG-18": runBy(`${events}/calls/calls.test.ts`),
  "MSG-19": noBacklog,
  "MSG-20": runBy(`${events}/hostile-envelopes.test.ts`),
  "DEV-01": noInspector,
  "DEV-02": noInspector,
  "DEV-05": noInspector,
  "DEV-06": noInspector,
  "DEV-07": noInspector,
  "DEV-08": noInspector,
  "DEV-10": noInspector,
};
