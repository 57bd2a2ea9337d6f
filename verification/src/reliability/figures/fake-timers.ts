/** Deadlines under fake timers, which are installed before the import, after it, and removed again. */

import { mock } from "node:test";
import { createClient, defineContract } from "@seamline/core";
import { createDispatcher, createInProcessTransport } from "@seamline/core/extend";
import { scaled } from "../../sampling/sampling.ts";
import { Faults, type Figure, type Finding } from "../figure.ts";

const contract = defineContract("clock", { operations: { hang: {} } });
const hang = (): Promise<void> => new Promise(() => undefined);

/** The figure. */
export const figure: Figure = {
  name: "deadlines under fake timers",
  target: "500 of 500 calls end at their deadline, with fake timers before, meanwhile and after",
  sampleScale: 1 / 25,
  async run(scale): Promise<Finding> {
    const faults = new Faults();
    const client = createClient(contract, createInProcessTransport(createDispatcher(contract, { hang })));
    const count = scaled(500, scale);
    const calls: Promise<void>[] = [];
    for (let index = 0; index < count; index += 1) {
      const isFake = index % 2 === 0;
      if (isFake) mock.timers.enable({ apis: ["setTimeout", "setInterval", "setImmediate"] });
      const call = client.hang({}, { timeoutMs: 10 + (index % 40) });
      const ended = call.then(
        () => "none",
        ({ code }) => code,
      );
      calls.push(
        ended.then((code) => {
          if (code !== "deadline_exceeded") faults.add(`a call ended with ${code}`);
        }),
      );
      if (isFake) {
        mock.timers.tick(5);
        if (index % 4 === 0) await Promise.resolve();
        mock.timers.reset();
      }
    }
    const late = new Promise((resolve) => setTimeout(resolve, 5_000, "late"));
    if ((await Promise.race([Promise.all(calls), late])) === "late") faults.add("calls were open after 5 s");
    return { measured: `${count - faults.total} of ${count}`, faults: faults.lines };
  },
};
