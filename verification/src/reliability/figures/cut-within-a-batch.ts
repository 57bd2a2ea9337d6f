/**
 * A batch whose connection ends at any byte of its responses: calls with a whole response keep it,
 * and nothing runs twice.
 */

import { ServiceError } from "@seamline/core";
import type { CutKind } from "@seamline/testing";
import { runConcurrently, scaled, takeEvenly } from "../../sampling/sampling.ts";
import { allowedCodes, cutKinds, openStockProxy, timeoutOf } from "../cuts.ts";
import { Faults, type Figure, type Finding } from "../figure.ts";
import { connectStock, type OpenStock, openStock, type StockClient } from "../stock.ts";

/** The byte of the cut and its way. */
interface Cut {
  readonly at: number;
  readonly by: CutKind;
}

/** More bytes than the responses of one batch have. */
const maxResponseBytes = 100_000;

/** Calls in each batch. One of them fails, which is a response too. */
const items = ["apple", "bread", "sold out", "cheese"];

/** The figure. */
export const figure: Figure = {
  name: "cut within a batch × FIN/RST/stall",
  target: "every byte of the responses, 0 wrong values, 0 double runs",
  sampleScale: 1 / 24,
  async run(scale): Promise<Finding> {
    const runs = new Map<string, number>();
    await using stock = await openStock({
      order({ token, note }) {
        runs.set(token, (runs.get(token) ?? 0) + 1);
        return note === "sold out" ? { token } : { token, by: "stock" }; // an output outside the contract is an error
      },
    });
    const length = await measureResponses(stock);
    const all = Array.from({ length: length + 1 }, (_, at) => cutKinds.map((by): Cut => ({ at, by }))).flat();
    const cuts = takeEvenly(all, scaled(all.length, scale));
    const faults = new Faults();
    const outcomes = { value: 0, error: 0, mixed: 0 };
    const claims = new Map<string, string>();
    await runConcurrently(cuts.length, 24, async (index) => {
      const cut = cuts[index] as Cut;
      const settled = await callThroughCut(stock, cut);
      const responded = settled.filter(hasResponse).length;
      if (responded > 0 && responded < items.length) outcomes.mixed += 1;
      for (const [position, one] of settled.entries()) {
        const token = toToken(cut, items[position] as string);
        outcomes[hasResponse(one) ? "value" : "error"] += 1;
        const fault = judge(one, token, items[position] as string, cut);
        if (fault !== undefined) faults.add(`${token}: ${fault}`);
        claims.set(token, hasResponse(one) ? "responded" : (one as ServiceError).sent);
      }
    });
    await stock[Symbol.asyncDispose](); // every handler that was running has ended
    for (const [token, claim] of claims) {
      const count = runs.get(token) ?? 0;
      if (count > 1) faults.add(`${token}: expected at most one run, found ${count}`);
      if (count > 0 && claim === "not_sent") faults.add(`${token}: ran, though the error says not_sent`);
      if (count === 0 && claim === "responded") faults.add(`${token}: got a response and never ran`);
    }
    if (scale === 1 && outcomes.mixed === 0) faults.add("no cut left some calls with a response and others without");
    const { value, error, mixed } = outcomes;
    return {
      measured: `${cuts.length} batches of ${items.length}: ${value} responses, ${error} errors, ${mixed} with both, ${faults.total} wrong`,
      faults: faults.lines,
    };
  },
};

/** Bytes of the responses to one batch, heads included. */
async function measureResponses(stock: OpenStock): Promise<number> {
  await using proxy = await openStockProxy(stock, {});
  await callAll(proxy.url, { at: maxResponseBytes, by: "fin" });
  return proxy.stats.responseBytes;
}

async function callThroughCut(stock: OpenStock, cut: Cut): Promise<readonly unknown[]> {
  await using proxy = await openStockProxy(stock, { others: { response: { cut } } });
  return await callAll(proxy.url, cut);
}

async function callAll(url: string, cut: Cut): Promise<readonly unknown[]> {
  const options = { timeoutMs: timeoutOf(cut.by) };
  await using connected = connectStock(url, 1, items.length);
  const call = async (client: StockClient, note: string): Promise<unknown> =>
    client.order({ token: toToken(cut, note), note }, options).catch((reason: unknown) => reason);
  return await Promise.all(items.map((item) => call(connected.client, item)));
}

function toToken({ at, by }: Cut, item: string): string {
  return `${item} cut at ${at} by ${by}`;
}

/** An error of the callee is a response too. */
function hasResponse(settled: unknown): boolean {
  return !ServiceError.is(settled) || settled.sent === "processed";
}

function judge(settled: unknown, token: string, item: string, { by }: Cut): string | undefined {
  if (!ServiceError.is(settled)) {
    const expected = JSON.stringify({ token, by: "stock" });
    const found = settled instanceof Error ? String(settled) : JSON.stringify(settled);
    return found === expected && item !== "sold out" ? undefined : `expected ${expected}, found ${found}`;
  }
  if (settled.sent === "processed") {
    const expected = item === "sold out" && settled.code === "internal";
    return expected ? undefined : `the error says processed and ${settled.code}`;
  }
  return allowedCodes[by].includes(settled.code)
    ? undefined
    : `expected ${allowedCodes[by].join(" or ")}, found ${settled.code}`;
}
