/** Circles of calls over small pools: none waits for itself. */

import { createServer } from "node:net";
import { type Application, createApplication, defineContract, defineModule } from "@seamline/core";
import { http, listen } from "@seamline/http";
import { z } from "zod";
import { scaled } from "../../sampling/sampling.ts";
import { Faults, type Figure, type Finding } from "../figure.ts";

const go = { input: z.object({ depth: z.int() }), output: z.int() };
const contracts = {
  a: defineContract("a", { operations: { go } }),
  b: defineContract("b", { operations: { go } }),
};

/** Calls nested in each first one. */
const depth = 4;

/** The figure. */
export const figure: Figure = {
  name: "nested calls over one pool",
  target: "2,000 of 2,000 circles a → b → a → b → a over 4 connections succeed",
  sampleScale: 1 / 50,
  async run(scale): Promise<Finding> {
    const faults = new Faults();
    const ports = { a: await freePort(), b: await freePort() };
    const apps: Record<string, Application> = {};
    for (const [own, other] of [
      ["a", "b"],
      ["b", "a"],
    ] as const) {
      const load = async () =>
        defineModule({
          contract: contracts[own],
          start: () => ({
            go: async ({ depth: left }: { depth: number }) =>
              left === 0 ? 0 : 1 + (await (apps[own] as Application).client(contracts[other]).go({ depth: left - 1 })),
          }),
        });
      const app = createApplication({
        modules: { [own]: { contract: contracts[own], load }, [other]: { contract: contracts[other] } },
        transports: [http()],
        env: { [`SEAMLINE_${other.toUpperCase()}`]: `http://127.0.0.1:${ports[other]}?connections=4` },
      });
      apps[own] = app;
      await listen(app, { internal: { port: ports[own] } });
    }
    const client = (apps.a as Application).client(contracts.a);
    const count = scaled(2_000, scale);
    for (let done = 0; done < count; done += 100) {
      const calls = Array.from({ length: Math.min(100, count - done) }, () =>
        client.go({ depth }, { timeoutMs: 10_000 }),
      );
      for (const one of await Promise.allSettled(calls)) {
        if (one.status === "rejected") faults.add(`a circle failed with ${one.reason.code}`);
        else if (one.value !== depth) faults.add("a circle had a wrong output");
      }
    }
    for (const app of Object.values(apps)) await app.stop();
    return { measured: `${count - faults.total} of ${count}`, faults: faults.lines };
  },
};

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}
