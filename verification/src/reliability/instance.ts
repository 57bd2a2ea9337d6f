/**
 * One instance of the stock service: an application that stops and restarts at the same address.
 */

import { type Application, createApplication, defineModule } from "@seamline/core";
import { listen } from "@seamline/http";
import { createStockHandlers, type StockHandlers, stockContract } from "./stock.ts";

/** An instance that can be restarted. */
export class Instance {
  readonly #handlers: Required<StockHandlers>;
  #app: Application | undefined;
  #port = 0;

  constructor(handlers: StockHandlers) {
    this.#handlers = createStockHandlers(handlers);
  }

  /** The address, once started. */
  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  /** Starts a new application; the first start chooses the port. */
  async start(): Promise<void> {
    const module = defineModule({ contract: stockContract, start: () => this.#handlers });
    this.#app = createApplication({
      modules: { stock: { contract: stockContract, load: async () => module } },
      env: {},
    });
    const { internal } = await listen(this.#app, { internal: { port: this.#port } });
    this.#port = Number(new URL(internal as string).port);
  }

  /** Drains running calls and stops. */
  async stop(): Promise<void> {
    await this.#app?.stop();
    this.#app = undefined;
  }
}
