/** A caller's abort reaches the handler's signal soon. */

import { type CallContext, ServiceError } from "@seamline/core";
import { percentile, runConcurrently, scaled } from "../../sampling/sampling.ts";
import { Faults, type Figure, type Finding } from "../figure.ts";
import { connectStock, type OrderInput, openStock } from "../stock.ts";

/** Milliseconds from the caller's abort to the handler's, at the 99th percentile. */
const maxMs = 10;

/** Milliseconds after which a cancellation counts as lost. */
const patienceMs = 5_000;

const callsAtOnce = 8;

/** The two ends of one call. */
interface Meeting {
  readonly started: PromiseWithResolvers<void>;
  /** Resolves with the time at which the handler's signal aborted. */
  readonly canceled: PromiseWithResolvers<number | undefined>;
}

/** The figure. */
export const figure: Figure = {
  name: "cancel reaches the handler",
  target: `100 %, p99 ≤ ${maxMs} ms on loopback`,
  sampleScale: 1 / 25,
  async run(scale): Promise<Finding> {
    const meetings = new Map<string, Meeting>();
    await using stock = await openStock({
      wait({ token }: OrderInput, { signal }: CallContext) {
        const meeting = meetings.get(token) as Meeting;
        const pending = new Promise<string>((resolve) => {
          signal.addEventListener("abort", () => resolve("late"), { once: true });
          signal.addEventListener("abort", () => meeting.canceled.resolve(performance.now()), { once: true });
        });
        meeting.started.resolve();
        return pending;
      },
    });
    await using connected = connectStock(stock.url, callsAtOnce);
    const { client } = connected;
    const faults = new Faults();
    const delays: number[] = [];
    const count = scaled(10_000, scale);
    await runConcurrently(count, callsAtOnce, async (index) => {
      const token = `call ${index}`;
      const meeting: Meeting = { started: Promise.withResolvers(), canceled: Promise.withResolvers() };
      meetings.set(token, meeting);
      const controller = new AbortController();
      const call = client.wait({ token }, { signal: controller.signal }).catch((reason: unknown) => reason);
      await meeting.started.promise;
      const patience = setTimeout(() => meeting.canceled.resolve(undefined), patienceMs);
      const aborted = performance.now();
      controller.abort();
      const settled = await call;
      if (!ServiceError.is(settled) || settled.code !== "canceled") faults.add("a canceled call settled otherwise");
      const seen = await meeting.canceled.promise;
      clearTimeout(patience);
      if (seen === undefined) faults.add("a handler's signal did not abort though its call was canceled");
      else delays.push(seen - aborted);
      meetings.delete(token);
    });
    const p99 = percentile(delays, 0.99);
    const share = ((100 * delays.length) / count).toFixed(delays.length === count ? 0 : 2);
    return {
      measured: `${share} % of ${count}, p50 ${percentile(delays, 0.5).toFixed(1)} ms, p99 ${p99.toFixed(1)} ms`,
      faults: faults.lines,
      withinTarget: p99 <= maxMs,
    };
  },
};
