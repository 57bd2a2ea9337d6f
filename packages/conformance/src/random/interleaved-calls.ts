/**
 * Many concurrent calls, each with its own principal, tenant, metadata and AsyncLocalStorage, over
 * several transports and through handlers that wait and make further calls. Each must receive only
 * its own values.
 */

import { AsyncLocalStorage } from "node:async_hooks";
import { type Contract, currentContext, defineContract } from "@seamline/core";
import { z } from "zod";
import { type ConformanceClient, createConformanceClient } from "../service/client.ts";
import { type ConformanceService, type ConformanceTarget, type StartedTarget, startTarget } from "../target/target.ts";
import { printCanonical } from "../transcript/canonical.ts";

/** Options of {@link runInterleavedCalls}. */
export interface InterleavedCallOptions {
  /** The number of calls to the first service, from 0; each makes up to two more. */
  readonly calls: number;
  /** The number of concurrent calls to the first service, from 1. Default 64. */
  readonly concurrency?: number;
  /** The targets, of which every hop uses the next. At least one. */
  readonly targets: readonly ConformanceTarget[];
}

/** The outcome of {@link runInterleavedCalls}. The targets conform if `mixed` is empty. */
export interface InterleavedCallReport {
  /** The number of calls to the first service. */
  readonly calls: number;
  /** Values of other calls that were found: at most ten, each with the number of the call. */
  readonly mixed: readonly string[];
}

/** The values that a hop reads before and after it waits. */
const Seen = z.object({ principal: z.string(), tenant: z.string(), metadata: z.string(), frame: z.string() });

const operations = { hop: { input: z.object({ call: z.int(), hops: z.int() }), output: z.array(Seen) } };
const contracts: readonly Contract[] = ["first", "second", "third"].map((name) => defineContract(name, { operations }));

/** An example of the state of callers and handlers in their async frames. */
const frames = new AsyncLocalStorage<string>();

/**
 * Makes the calls, and compares the principal, tenant, metadata and async frame that each call and
 * each of its handlers reads. Rejects if a call fails.
 */
export async function runInterleavedCalls(options: InterleavedCallOptions): Promise<InterleavedCallReport> {
  const { calls, concurrency = 64, targets } = options;
  const started: StartedTarget[] = [];
  const mixed: string[] = [];
  const note = (call: number, position: string, found: unknown): void => {
    if (mixed.length < 10) mixed.push(`call ${call}, ${position}: ${printCanonical(found)}`);
  };
  /** The clients, by service and by target. */
  const clients: ConformanceClient[][] = contracts.map(() => []);
  const services = contracts.map(
    (contract, index): ConformanceService => ({
      contract,
      onError: (error, { operation }) => note(-1, `the log of ${operation.id}`, error),
      handlers: {
        async hop({ call, hops }: { readonly call: number; readonly hops: number }) {
          const before = see();
          frames.enterWith(`handler ${call}`);
          await wander(call + index);
          const next = clients[index + 1]?.[(call + index) % targets.length];
          const below =
            hops > 1 && next !== undefined
              ? await next.invoke<z.infer<typeof Seen>[]>("hop", { call, hops: hops - 1 })
              : [];
          await wander(call);
          if (frames.getStore() !== `handler ${call}`) note(call, `the frame of ${contract.name}`, frames.getStore());
          const after = { ...see(), frame: before.frame };
          if (printCanonical(after) !== printCanonical(before)) note(call, `later in ${contract.name}`, after);
          return [before, ...below];
        },
      },
    }),
  );
  try {
    for (const target of targets) {
      const one = await startTarget(target, services);
      started.push(one);
      for (const [index, contract] of contracts.entries()) {
        clients[index]?.push(createConformanceClient(contract, one.connect(contract.name)));
      }
    }
    let next = 0;
    const callInTurn = async (): Promise<void> => {
      for (let call = next++; call < calls; call = next++) {
        const client = clients[0]?.[call % targets.length];
        if (client !== undefined) await frames.run(`caller ${call}`, () => callOnce(client, call, note));
      }
    };
    await Promise.all(Array.from({ length: concurrency }, callInTurn));
    return { calls, mixed };
  } finally {
    for (const one of started) await one.close();
  }
}

async function callOnce(
  client: ConformanceClient,
  call: number,
  note: (call: number, position: string, found: unknown) => void,
): Promise<void> {
  const hops = 1 + (call % 3);
  const options = { principal: { id: `user ${call}` }, tenant: `tenant ${call}`, metadata: { call: String(call) } };
  const seen = await client.invoke<readonly unknown[]>("hop", { call, hops }, options);
  const own = { principal: `user ${call}`, tenant: `tenant ${call}`, metadata: String(call), frame: "fresh" };
  if (seen.length !== hops) note(call, "hops", seen.length);
  for (const one of seen) if (printCanonical(one) !== printCanonical(own)) note(call, "a handler", one);
  if (frames.getStore() !== `caller ${call}`) note(call, "the caller's frame", frames.getStore());
}

function see(): z.infer<typeof Seen> {
  const context = currentContext();
  return {
    principal: context?.principal?.id ?? "none",
    tenant: context?.tenant ?? "none",
    metadata: context?.metadata.call?.join() ?? "none",
    frame: frames.getStore() ?? "fresh",
  };
}

/** Waits in one of several ways, so that calls overtake one another. */
async function wander(step: number): Promise<void> {
  if (step % 4 === 1) await Promise.resolve();
  if (step % 4 === 2) await new Promise((resolve) => setImmediate(resolve));
  if (step % 4 === 3) await new Promise((resolve) => process.nextTick(resolve));
}
