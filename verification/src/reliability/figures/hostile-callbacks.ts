/** Callbacks that fail and signals that are none: each call ends as it should, and the process goes on. */

import { scaled } from "../../sampling/sampling.ts";
import { Faults, type Figure, type Finding } from "../figure.ts";
import { openLifetimeService } from "../lifetime-service.ts";

const boom = (): never => {
  throw new Error("hostile");
};
const key = "then";
const failures: readonly (() => unknown)[] = [
  () => {
    throw new Error("at once");
  },
  () => Promise.reject(new Error("rejected")),
  () => new Promise((_, reject) => setImmediate(reject, new Error("later"))),
  () => Object.defineProperty({}, key, { get: boom }),
  () => new Promise(() => undefined),
];

const signals: readonly unknown[] = [
  new AbortController(),
  new EventTarget(),
  null,
  "abort",
  Object.create(AbortSignal.prototype),
  new Proxy({}, { get: boom }),
  { aborted: false, addEventListener: boom, removeEventListener: boom },
];

/** The figure. */
export const figure: Figure = {
  name: "hostile callbacks and signals",
  target: "0 unhandled rejections, 0 wrong outcomes in 20,000 calls",
  sampleScale: 1 / 50,
  async run(scale): Promise<Finding> {
    const faults = new Faults();
    const unhandled = (reason: unknown): void => faults.add(`unhandled: ${String(reason)}`);
    process.on("unhandledRejection", unhandled);
    process.on("uncaughtException", unhandled);
    const write = process.stderr.write;
    process.stderr.write = () => true; // the errors whose report failed
    const count = scaled(20_000, scale);
    try {
      let turn = 0;
      await using service = await openLifetimeService(() => failures[turn++ % failures.length]?.());
      const clients = Object.values(service.clients);
      for (let index = 0; index < count; index += 1) {
        const client = clients[index % clients.length];
        const signal = signals[index % signals.length] as never;
        const call = index % 3 === 0 ? client?.fail() : client?.read({}, { signal, timeoutMs: 50 });
        const code = await call?.then(
          () => "none",
          ({ code }) => code,
        );
        const expected = index % 3 === 0 ? "internal" : "invalid_argument";
        if (code !== expected) faults.add(`expected ${expected}, found ${code}`);
      }
      await new Promise((resolve) => setTimeout(resolve, 100)); // past the deadlines
    } finally {
      process.stderr.write = write;
      process.off("unhandledRejection", unhandled);
      process.off("uncaughtException", unhandled);
    }
    return { measured: `${faults.total} in ${count} calls`, faults: faults.lines };
  },
};
