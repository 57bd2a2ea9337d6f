/** The consumptions of one broker: at most one for each consumer, all stopped when it closes. */

import type { Consumption } from "./broker.ts";

/** Running consumptions by their consumers. */
export class Consumptions {
  readonly #server: string;
  readonly #running = new Map<string, Promise<Consumption>>();
  #closed = false;

  /** @param server as faults name it. */
  constructor(server: string) {
    this.#server = server;
  }

  /**
   * Starts one.
   * @throws {Error} for a consumer that has one, and after `close`.
   */
  async start(consumer: string, create: () => Promise<Consumption>): Promise<Consumption> {
    if (this.#closed) throw new Error(`the broker on ${this.#server} is closed; create another`);
    if (this.#running.has(consumer)) {
      throw new Error(`the broker on ${this.#server} consumes for ${consumer} already; stop that consumption first`);
    }
    const creating = create();
    this.#running.set(consumer, creating);
    try {
      const running = await creating;
      if (this.#closed) await running.stop();
      return { stop: () => this.#stop(consumer, creating) };
    } catch (reason) {
      this.#running.delete(consumer);
      throw reason;
    }
  }

  /** Stops all. */
  async close(): Promise<void> {
    this.#closed = true;
    await Promise.all([...this.#running].map(([consumer, running]) => this.#stop(consumer, running)));
  }

  async #stop(consumer: string, creating: Promise<Consumption>): Promise<void> {
    const running = await creating.catch(() => undefined);
    await running?.stop();
    if (this.#running.get(consumer) === creating) this.#running.delete(consumer);
  }
}
