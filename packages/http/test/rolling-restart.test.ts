/** Instances of a service are restarted one after the other while calls are made: nobody notices. */

import { setTimeout as wait } from "node:timers/promises";
import { createApplication, type ServiceError } from "@seamline/core";
import { afterEach, describe, expect, it } from "vitest";
import { listenOn } from "../src/extend.ts";
import { http, type Listening } from "../src/index.ts";
import { ShopClient, ShopHandlers, shopContract, TestHost } from "./shop.ts";

/** Milliseconds between two calls: 200 calls a second. */
const pace = 5;

/** One instance: a listener that comes back on the port it had. */
class Instance {
  readonly handlers = new ShopHandlers();
  #listening: Listening | undefined;
  #port = 0;

  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  async open(): Promise<void> {
    const host = new TestHost(this.handlers);
    this.#listening = await listenOn(host, { internal: { port: this.#port } });
    this.#port = Number(new URL(this.#listening.internal ?? "").port);
  }

  async close(): Promise<void> {
    await this.#listening?.close();
    this.#listening = undefined;
  }
}

describe("a rolling restart behind balance(…)", () => {
  const instances = [new Instance(), new Instance(), new Instance()];
  afterEach(() => Promise.all(instances.map((instance) => instance.close())));

  it("is not seen by callers, although every instance goes away once", async () => {
    for (const instance of instances) await instance.open();
    const app = createApplication({
      modules: { shop: { contract: shopContract } },
      transports: [http()],
      env: { SEAMLINE_SHOP: `balance(${instances.map(({ url }) => url).join(", ")})` },
    });
    const moved = new Set<string>();
    app.observe((event) => void (event.type === "fellBack" && moved.add(event.target)));
    await app.start();
    const client = app.client(ShopClient);
    const input = { id: "a", count: 1, flag: true, words: [] };
    const errors: ServiceError[] = [];
    const calls: Promise<unknown>[] = [];
    let restarting = true;
    const load = async (): Promise<void> => {
      while (restarting) {
        calls.push(client.run("search", input).catch((reason) => errors.push(reason as ServiceError)));
        await wait(pace);
      }
    };
    const loading = load();
    for (const instance of instances) {
      await settled(calls, 40);
      await instance.close();
      await settled(calls, 40); // made while it is away
      await instance.open();
    }
    await settled(calls, 40);
    restarting = false;
    await loading;
    await Promise.all(calls);
    await app.stop();
    expect(errors.map(({ code, sent, message }) => `${code}, ${sent}: ${message}`)).toEqual([]);
    expect([...moved].sort()).toEqual(instances.map(({ url }) => url).sort());
    expect(calls.length).toBeGreaterThan(250);
    for (const { handlers } of instances) expect(handlers.calls.length).toBeGreaterThan(20);
  });
});

/** Waits until so many more calls have been made and settled. */
async function settled(calls: readonly Promise<unknown>[], more: number): Promise<void> {
  const count = calls.length + more;
  while (calls.length < count) await wait(pace);
  await Promise.all(calls.slice(0, count));
}
