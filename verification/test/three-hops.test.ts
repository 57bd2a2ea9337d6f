/**
 * Deadlines and cancellation travel from the first of three services to the last, over any
 * transports.
 */

import {
  type ConformanceClient,
  type ConformanceService,
  createConformanceClient,
  inProcessTarget,
  type StartedTarget,
  startTarget,
  strictTarget,
} from "@seamline/conformance";
import { type Contract, defineContract, ServiceError } from "@seamline/core";
import { httpTarget } from "@seamline/http/test/targets/http.ts";
import { mockTarget } from "@seamline/testing/test/targets/mock.ts";
import { afterEach, describe, expect, it } from "vitest";
import { z } from "zod";

const operations = {
  wait: { output: z.string() },
  measure: { output: z.array(z.number()) },
};
const contracts = ["first", "second", "third"].map((name) => defineContract(name, { operations }));

const ways = { inProcess: inProcessTarget, strict: strictTarget, mock: mockTarget, http: httpTarget };
type Way = keyof typeof ways;

/** The transports from the caller to the first service, on to the second, and on to the third. */
const chains: readonly (readonly [Way, Way, Way])[] = [
  ["inProcess", "inProcess", "inProcess"],
  ["strict", "strict", "strict"],
  ["mock", "mock", "mock"],
  ["http", "mock", "inProcess"],
  ["http", "http", "http"],
  ["inProcess", "http", "http"],
  ["http", "inProcess", "http"],
  ["http", "http", "inProcess"],
  ["inProcess", "http", "inProcess"],
];

const started: StartedTarget[] = [];
afterEach(async () => {
  for (const one of started.splice(0)) await one.close();
});

interface Chain {
  readonly client: ConformanceClient;
  /** Resolves once the third handler runs. */
  readonly reached: Promise<void>;
  /** The abort reasons of the handlers' signals, the last service's first. */
  readonly reasons: Promise<readonly string[]>;
}

async function startChain(hops: readonly [Way, Way, Way]): Promise<Chain> {
  const clients: ConformanceClient[] = [];
  const reached = Promise.withResolvers<void>();
  const aborted = contracts.map(() => Promise.withResolvers<string>());
  const services = contracts.map((contract, index): ConformanceService => {
    const last = index === contracts.length - 1;
    const below = (name: string): Promise<unknown> => (clients[index + 1] as ConformanceClient).invoke(name);
    const watch = (signal: AbortSignal): void => {
      const { reason } = signal;
      if (signal.aborted) aborted[index]?.resolve(ServiceError.is(reason) ? reason.code : "no ServiceError");
      else signal.addEventListener("abort", () => watch(signal), { once: true });
    };
    const wait = (_: unknown, { signal }: { readonly signal: AbortSignal }): Promise<unknown> => {
      watch(signal);
      if (!last) return below("wait");
      reached.resolve();
      return aborted[index]?.promise.then(() => "late") as Promise<unknown>;
    };
    return {
      contract,
      handlers: {
        wait,
        async measure(_: unknown, { remainingMs }: { readonly remainingMs: number }) {
          return [remainingMs, ...(last ? [] : ((await below("measure")) as number[]))];
        },
      },
      onError() {},
    };
  });
  for (const [index, way] of hops.entries()) {
    const one = await startTarget(ways[way](), [services[index] as ConformanceService]);
    started.push(one);
    const contract = contracts[index] as Contract;
    clients.push(createConformanceClient(contract, one.connect(contract.name)));
  }
  return {
    client: clients[0] as ConformanceClient,
    reached: reached.promise,
    reasons: Promise.all(aborted.map(({ promise }) => promise)),
  };
}

describe.each(chains.map((hops) => ({ hops, name: hops.join(" → ") })))("three hops, $name", ({ hops }) => {
  it("are canceled together when the caller cancels", async () => {
    const { client, reached, reasons } = await startChain(hops);
    const controller = new AbortController();
    const pending = client.invoke("wait", {}, { signal: controller.signal });
    await reached;
    controller.abort();
    await expect(pending).rejects.toMatchObject({ code: "canceled", sent: "maybe_sent", operation: "first.wait" });
    expect(await reasons).toEqual(["canceled", "canceled", "canceled"]);
  });

  it("end together at the caller's deadline", async () => {
    const { client, reasons } = await startChain(hops);
    const pending = client.invoke("wait", {}, { timeoutMs: 400 });
    await expect(pending).rejects.toMatchObject({ code: "deadline_exceeded", operation: "first.wait" });
    expect(await reasons).toEqual(["deadline_exceeded", "deadline_exceeded", "deadline_exceeded"]);
  });

  it("have less time left at each hop", async () => {
    const { client } = await startChain(hops);
    const [first = 0, second = 0, third = 0] = (await client.invoke("measure", {}, { timeoutMs: 5000 })) as number[];
    expect(first).toBeLessThanOrEqual(5000);
    // Milliseconds are rounded up where they travel as text.
    expect(second).toBeLessThanOrEqual(Math.ceil(first));
    expect(third).toBeLessThanOrEqual(Math.ceil(second));
    expect(third).toBeGreaterThan(0);
  });
});
