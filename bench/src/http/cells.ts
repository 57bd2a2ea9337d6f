/** The measured cells of the family: a subject, a payload, a number of calls in flight; and the processes that they need. */

import type { MeasureOptions } from "../harness/family.ts";
import type { Runnable } from "../harness/rounds.ts";
import { startWorker, type Worker } from "../harness/worker.ts";
import { type Payload, payloads } from "../subject/subject.ts";
import type { ClientRound, ClientTask } from "./client-worker.ts";
import type { ServerTask } from "./server-worker.ts";
import type { ServerName } from "./servers.ts";
import { httpSubjects } from "./subjects.ts";

/** Calls in flight. */
export const concurrencies: readonly number[] = [1, 16, 64];

/** What a round found. */
export interface Round extends ClientRound {
  /** CPU nanoseconds of the server's process. */
  readonly serverCpu: number;
}

/** One cell. */
export interface Cell extends Runnable<Round> {
  readonly subject: string;
  readonly payload: Payload;
  readonly concurrency: number;
  /** Heap of the calling process per call; one call at a time. */
  measureBytes(): Promise<number>;
}

/** All cells, warmed up. */
export interface Cells {
  readonly cells: readonly Cell[];
  stop(): Promise<void>;
}

/** Short enough that many fit. */
const roundMs = 40;
/** The optimising compiler wants both, a while and many calls, on either side. */
const warmUp = { ms: 1_000, calls: 4_000, atMostMs: 3_000 };

/** Starts the servers and the clients, and warms both up. */
export async function startCells(names: readonly string[], options: MeasureOptions): Promise<Cells> {
  const servers = new Map<ServerName, { readonly worker: Worker; readonly url: string }>();
  const workers: Worker[] = [];
  const stop = async (): Promise<void> => {
    await Promise.all(workers.map((worker) => worker.stop()));
  };
  const start = async (file: string, args: readonly string[], flags: readonly string[] = []): Promise<Worker> => {
    const worker = await startWorker(new URL(file, import.meta.url), args, flags);
    workers.push(worker);
    return worker;
  };
  const serve = async (name: ServerName): Promise<{ worker: Worker; url: string }> => {
    const worker = await start("server-worker.ts", [name]);
    return { worker, url: await worker.ask<string>("url" satisfies ServerTask) };
  };
  const cells: Cell[] = [];
  try {
    for (const subject of names) {
      const kind = httpSubjects[subject]?.server as ServerName;
      const server = servers.get(kind) ?? (await serve(kind));
      servers.set(kind, server);
      for (const payload of payloads) {
        options.progress(`warming up ${subject}, ${payload}`);
        const client = await start("client-worker.ts", [subject, payload, server.url], ["--expose-gc"]);
        await warm(client);
        for (const concurrency of concurrencies)
          cells.push(createCell(subject, payload, concurrency, client, server.worker));
      }
    }
  } catch (reason) {
    await stop();
    throw reason;
  }
  return { cells, stop };
}

function createCell(subject: string, payload: Payload, concurrency: number, client: Worker, server: Worker): Cell {
  const readCpu = (): Promise<number> => server.ask<number>("cpu" satisfies ServerTask);
  return {
    subject,
    payload,
    concurrency,
    async run() {
      const before = await readCpu();
      const found = await client.ask<ClientRound>(round(concurrency, roundMs));
      return { ...found, serverCpu: (await readCpu()) - before };
    },
    measureBytes: () => client.ask<number>({ kind: "bytes" } satisfies ClientTask),
  };
}

async function warm(client: Worker): Promise<void> {
  const from = performance.now();
  for (let calls = 0, elapsed = 0; elapsed < warmUp.atMostMs; elapsed = performance.now() - from) {
    if (elapsed > warmUp.ms && calls > warmUp.calls) return;
    for (const concurrency of concurrencies) calls += (await client.ask<ClientRound>(round(concurrency, 100))).allCalls;
  }
}

function round(concurrency: number, ms: number): ClientTask {
  return { kind: "round", concurrency, ms };
}
