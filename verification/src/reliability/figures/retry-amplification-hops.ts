/**
 * Retries do not multiply: over three hops, a leaf that is down gets no more attempts than from one
 * caller.
 */

import { createApplication, ServiceError } from "@seamline/core";
import { http } from "@seamline/http";
import { runConcurrently, scaled } from "../../sampling/sampling.ts";
import { openDeadTarget } from "../dead-target.ts";
import { Faults, type Figure, type Finding } from "../figure.ts";
import { defineRelayClient, openRelay } from "../relay.ts";

/** Attempts of one call. If every hop retried, there could be 27. */
const maxLeafCalls = 3;

const Front = defineRelayClient("front");
const Middle = defineRelayClient("middle");
const Leaf = defineRelayClient("leaf");

/** The figure. */
export const figure: Figure = {
  name: "retry amplification, three hops",
  target: `≤ ${maxLeafCalls} leaf calls for one call`,
  sampleScale: 1 / 10,
  async run(scale): Promise<Finding> {
    const faults = new Faults();
    const counts: number[] = [];
    await runConcurrently(scaled(100, scale), 4, async () => {
      const count = await countLeafCalls(faults);
      counts.push(count);
      if (count > maxLeafCalls) faults.add(`expected at most ${maxLeafCalls} leaf calls, found ${count}`);
      if (count < 2) faults.add(`expected retries at the last hop, found ${count} leaf calls`);
    });
    return {
      measured: `at most ${Math.max(...counts)} leaf calls for one call, in ${counts.length} chains of three services`,
      faults: faults.lines,
    };
  },
};

/** Calls through new services, whose retry budgets are full. */
async function countLeafCalls(faults: Faults): Promise<number> {
  await using leaf = await openDeadTarget();
  await using middle = await openRelay(Middle, Leaf, leaf.url);
  await using front = await openRelay(Front, Middle, middle.url);
  const caller = createApplication({
    modules: { front: { contract: Front.contract } },
    transports: [http()],
    env: { SEAMLINE_FRONT: front.url },
  });
  await caller.start();
  try {
    await caller.client(Front).run();
    faults.add("a call succeeded although the leaf is down");
  } catch (reason) {
    if (!ServiceError.is(reason)) faults.add(`expected a ServiceError, found ${String(reason)}`);
  }
  await caller.stop();
  return leaf.attempts;
}
