/** The figures of events in their short form: 2,000 messages and a kill at each point. */

import { describe, expect, it } from "vitest";
import { listEventFigures } from "../src/reliability/events/all.ts";
import { runFigure } from "../src/reliability/figure.ts";

/** Milliseconds: each kill costs a lease, and each process its start. */
const patienceMs = 300_000;

describe("events under faults", async () => {
  for (const figure of await listEventFigures()) {
    it(
      `${figure.name}: ${figure.target}`,
      async () => {
        const { faults, measured } = await runFigure(figure, figure.sampleScale);
        expect(faults, measured).toEqual([]);
      },
      patienceMs,
    );
  }
});
