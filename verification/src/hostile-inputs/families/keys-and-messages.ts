/** IDK, MSG and DEV: idempotency keys, messages, development tools. */

import { expect } from "vitest";
import { type Bindings, inapplicable, probe } from "../binding.ts";
import { errorEverywhere } from "../outcome.ts";
import { ask, expectProblem, postText } from "../raw-request.ts";

const noStore = inapplicable("idempotency keys are carried and checked, but there is no store of outcomes");
const noMessages = inapplicable("there are no events and no broker transport");
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
  "MSG-04": noMessages,
  "MSG-05": noMessages,
  "MSG-06": noMessages,
  "MSG-07": noMessages,
  "MSG-08": noMessages,
  "MSG-11": noMessages,
  "MSG-13": noMessages,
  "MSG-15": noMessages,
  "MSG-16": noMessages,
  "MSG-17": noMessages,
  "MSG-18": noMessages,
  "MSG-19": noMessages,
  "MSG-20": noMessages,
  "DEV-01": noInspector,
  "DEV-02": noInspector,
  "DEV-05": noInspector,
  "DEV-06": noInspector,
  "DEV-07": noInspector,
  "DEV-08": noInspector,
  "DEV-10": noInspector,
};
