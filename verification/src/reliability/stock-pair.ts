/** Two applications in one process: one hosts the stock, the other calls it over HTTP. */

import { type Application, createApplication, defineModule } from "@seamline/core";
import { http, listen } from "@seamline/http";
import { createStockHandlers, type StockHandlers, stockContract } from "./stock.ts";

/** Both applications, started. Stop the caller first. */
export interface StockPair {
  readonly caller: Application;
  readonly callee: Application;
}

/** Starts both. */
export async function startStockPair(handlers: StockHandlers = {}): Promise<StockPair> {
  const module = defineModule({ contract: stockContract, uses: [], start: () => createStockHandlers(handlers) });
  const callee = createApplication({
    modules: { stock: { contract: stockContract, load: async () => module } },
    env: {},
  });
  const listening = await listen(callee, { internal: { port: 0 } });
  const caller = createApplication({
    modules: { stock: { contract: stockContract } },
    transports: [http()],
    env: { SEAMLINE_STOCK: listening.internal },
  });
  await caller.start();
  return { caller, callee };
}
