/** Sends hostile inputs to one shop and checks after each that nothing is left behind. */

import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { expect } from "vitest";
import type { Row } from "./binding.ts";
import { bindings } from "./corpus.ts";
import { ask, expectJson, postText } from "./raw-request.ts";
import { openShop, type Shop } from "./shop.ts";

/** Milliseconds that a probe may take, waiting for timeouts included. */
const patienceMs = 10_000;

const prototypes = [Object.prototype, Array.prototype, Function.prototype, String.prototype];

/**
 * A shop under attack. While it is open, uncaught errors are recorded and do not end the process.
 */
export interface Examination extends AsyncDisposable {
  /** Uncaught exceptions: in another process each would be a crash. */
  readonly crashes: readonly unknown[];
  /** Unhandled rejections. */
  readonly rejections: readonly unknown[];
  /**
   * Runs the probe of a row, then checks the number of handler runs, uncaught errors, the
   * prototypes and both listeners. Rejects with the expected and the found value.
   */
  examine(row: Row): Promise<void>;
  /** Bytes that the heap has grown by since the shop was opened. */
  measureGrowth(): number;
}

/** Opens a shop to attack. */
export async function openExamination(): Promise<Examination> {
  const crashes: unknown[] = [];
  const rejections: unknown[] = [];
  const onCrash = (error: unknown): void => void crashes.push(error);
  const onRejection = (reason: unknown): void => void rejections.push(reason);
  process.on("uncaughtException", onCrash);
  process.on("unhandledRejection", onRejection);
  const shop = await openShop();
  await assertServes(shop);
  const cleanKeys = prototypes.map((prototype) => Reflect.ownKeys(prototype));
  const heapBefore = measureHeap();
  return {
    crashes,
    rejections,
    async examine({ id }) {
      const probe = bindings[id];
      if (probe?.kind !== "probe") throw new TypeError(`${id}: expected a row with a probe`);
      const before = { runs: shop.runs, crashes: crashes.length, rejections: rejections.length };
      try {
        await within(patienceMs, probe.run(shop));
        expect(shop.runs - before.runs, "handler runs").toBe(probe.runs);
        await new Promise((resolve) => setImmediate(resolve));
        expect(crashes.slice(before.crashes), "uncaught exceptions").toEqual([]);
        expect(rejections.slice(before.rejections), "unhandled rejections").toEqual([]);
        expect(prototypes.map((prototype) => Reflect.ownKeys(prototype))).toEqual(cleanKeys);
      } finally {
        shop.act = () => ({ done: true });
      }
      await assertServes(shop);
    },
    measureGrowth() {
      shop.inputs.length = 0;
      shop.reported.length = 0;
      return measureHeap() - heapBefore;
    },
    async [Symbol.asyncDispose]() {
      await shop[Symbol.asyncDispose]();
      process.off("uncaughtException", onCrash);
      process.off("unhandledRejection", onRejection);
    },
  };
}

/** Checks that both listeners and the transport still work. */
async function assertServes({ client, publicUrl }: Shop): Promise<void> {
  expect(await client.run("need", { text: "good" })).toBe("good");
  expect(expectJson(await ask(publicUrl, postText("/shop/need", '{"text":"good"}')))).toBe("good");
}

async function within(milliseconds: number, work: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`did not settle within ${milliseconds} ms`)), milliseconds);
  });
  await Promise.race([work, late]).finally(() => clearTimeout(timer));
}

/** Bytes of heap in use after a garbage collection. */
function measureHeap(): number {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as () => void;
  collect();
  return process.memoryUsage().heapUsed;
}
