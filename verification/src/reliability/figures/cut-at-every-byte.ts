/**
 * A connection that ends at any byte of a request or a response gives the right value or the right
 * error, and runs nothing twice.
 */

import { ServiceError } from "@seamline/core";
import type { CutKind } from "@seamline/testing";
import { runConcurrently, scaled, takeEvenly } from "../../sampling/sampling.ts";
import { allowedCodes, cutKinds, openStockProxy, timeoutOf } from "../cuts.ts";
import { Faults, type Figure, type Finding } from "../figure.ts";
import { connectStock, type OpenStock, openStock } from "../stock.ts";

/** A cut: the direction, the byte and the way. */
interface Cut {
  readonly way: "request" | "response";
  readonly at: number;
  readonly by: CutKind;
}

/** Makes a request longer, for more bytes to cut at. */
const note = "n".repeat(160);

/** The figure. */
export const figure: Figure = {
  name: "cut at every byte offset × FIN/RST/stall",
  target: "≥ 1,800 cases, 0 wrong values, 0 double runs",
  sampleScale: 1 / 24,
  async run(scale): Promise<Finding> {
    const runs = new Map<string, number>();
    await using stock = await openStock({
      order({ token }) {
        runs.set(token, (runs.get(token) ?? 0) + 1);
        return { token, by: "stock" };
      },
    });
    const all = await findCuts(stock);
    const cuts = takeEvenly(all, scaled(all.length, scale));
    const faults = new Faults();
    const outcomes = { value: 0, error: 0 };
    const claims = new Map<string, string>();
    await runConcurrently(cuts.length, 24, async (index) => {
      const cut = cuts[index] as Cut;
      const token = `${cut.way} cut at ${cut.at} by ${cut.by}`;
      const settled = await callThroughCut(stock, token, cut);
      outcomes[settled instanceof ServiceError ? "error" : "value"] += 1;
      const fault = judge(settled, token, cut);
      if (fault !== undefined) faults.add(`${token}: ${fault}`);
      claims.set(token, settled instanceof ServiceError ? settled.sent : "responded");
    });
    await stock[Symbol.asyncDispose](); // every handler that was running has ended
    for (const [token, claim] of claims) {
      const count = runs.get(token) ?? 0;
      if (count > 1) faults.add(`${token}: expected at most one run, found ${count}`);
      if (count > 0 && claim === "not_sent") faults.add(`${token}: ran, though the error says not_sent`);
      if (count === 0 && claim === "responded") faults.add(`${token}: got a response and never ran`);
    }
    return {
      measured: `${cuts.length} cases: ${outcomes.value} values, ${outcomes.error} errors, ${faults.total} wrong`,
      faults: faults.lines,
      withinTarget: cuts.length >= 1_800,
    };
  },
};

/** Every byte position in a request and in its response, both ends included. */
async function findCuts(stock: OpenStock): Promise<readonly Cut[]> {
  await using proxy = await openStockProxy(stock, {});
  await using connected = connectStock(proxy.url, 1);
  await connected.client.order({ token: "request cut at 000 by stall", note });
  const lengths = { request: proxy.stats.requestBytes, response: proxy.stats.responseBytes };
  return (["request", "response"] as const).flatMap((way) =>
    Array.from({ length: lengths[way] + 1 }, (_, at) => cutKinds.map((by) => ({ way, at, by }))).flat(),
  );
}

async function callThroughCut(stock: OpenStock, token: string, { way, at, by }: Cut): Promise<unknown> {
  await using proxy = await openStockProxy(stock, { others: { [way]: { cut: { at, by } } } });
  await using connected = connectStock(proxy.url, 1);
  try {
    return await connected.client.order({ token, note }, { timeoutMs: timeoutOf(by) });
  } catch (reason) {
    return reason;
  }
}

function judge(settled: unknown, token: string, { by }: Cut): string | undefined {
  if (!ServiceError.is(settled)) {
    const expected = JSON.stringify({ token, by: "stock" });
    const found = settled instanceof Error ? String(settled) : JSON.stringify(settled);
    return found === expected ? undefined : `expected ${expected}, found ${found}`;
  }
  if (!allowedCodes[by].includes(settled.code))
    return `expected ${allowedCodes[by].join(" or ")}, found ${settled.code}`;
  return settled.sent === "processed" ? "the error says processed, but no response came" : undefined;
}
