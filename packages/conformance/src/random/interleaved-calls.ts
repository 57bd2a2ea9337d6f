/**
 * Many calls at once, each with its own principal, tenant, metadata and AsyncLocalStorage, over several transports and through
 * handlers that wait now and then and call on: whatever one of them sees must be its own.
 */

import { AsyncLocalStorage } from "node:async_hooks";
import { type Contract, currentContext, defineContract } from "@seamline/core";
import { z } from "zod";
import { type ConformanceClient, createConformanceClient } from "../service/client.ts";
import { type ConformanceService, type ConformanceTarget, type StartedTarget, startTarget } from "../target/target.ts";
import { printCanonical } from "../transcript/canonical.ts";

/** The number of interleaved calls, and the targets that carry them. */
export interface InterleavedCallOptions {
  /** Calls of the first service, from 0; each makes up to two more. */
  readonly calls: number;
  /** Calls of the first service in flight at once, from 1. Default 64. */
  readonly concurrency?: number;
  /** Every hop takes one of them in turn. At least one. */
  readonly targets: readonly ConformanceTarget[];
}

/** The outcome of {@link runInterleavedCalls}. All is well when `mixed` is empty. */
export interface InterleavedCallReport {
  /** Calls of the first service that were made. */
  readonly calls: number;
  /** Values seen where they did not belong: at most ten, each with the call's own number. */
  readonly mixed: readonly string[];
}

/** What a hop sees before and after it waited. */
const Seen = z.object({ principal: z.string(), tenant: z.string(), metadata: z.string(), frame: z.string() });

const operations = { hop: { input: z.object({ call: z.int(), hops: z.int() }), output: z.array(Seen) } };
const contracts: readonly Contract[] = ["first", "second", "third"].map((name) => defineContract(name, { operations }));

/** Stands for what callers and handlers keep in their async frames. */
const frames = new AsyncLocalStorage<string>();

/**
 * Makes the calls and compares the values that each of them and each of its handlers saw:
 * principal, tenant, metadata and async frame. Rejects when a call fails.
 */
export async function runInterleavedCalls(options: InterleavedCallOptions): Promise<InterleavedCallReport> {
  const { calls, concurrency = 64, targets } = options;
  const started: StartedTarget[] = [];
  const mixed: string[] = [];
  const note = (call: number, where: string, found: unknown): void => {
    if (mixed.length < 10) mixed.push(`call ${call}, ${where}: ${printCanonical(found)}`);
  };
  /** By service, then by target. */
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
  note: (call: number, where: string, found: unknown) => void,
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

/** Waits in one of the ways that code waits, so that calls overtake one another. */
async function wander(step: number): Promise<void> {
  if (step % 4 === 1) await Promise.resolve();
  if (step % 4 === 2) await new Promise((resolve) => setImmediate(resolve));
  if (step % 4 === 3) await new Promise((resolve) => process.nextTick(resolve));
}
