/** The measured cells of the family: a subject, a payload, a number of calls in flight; and the processes that they need. */

import type { MeasureOptions } from "../harness/family.ts";
import type { Runnable } from "../harness/rounds.ts";
import { median, type Spread, summarise } from "../harness/statistics.ts";
import { startWorker, type Worker } from "../harness/worker.ts";
import { type Payload, payloads } from "../subject/subject.ts";
import type { ClientRound, ClientTask } from "./client-worker.ts";
import type { ServerTask } from "./server-worker.ts";
import type { ServerName } from "./servers.ts";
import { findHttpSubject } from "./subjects.ts";

/** Calls in flight. */
export const concurrencies: readonly number[] = [1, 16, 64];

/** What a round found. */
export interface Round extends ClientRound {
  /** CPU nanoseconds of the server's process. */
  readonly serverCpu: number;
}

/** What the rounds of a cell come to. */
export interface CellFigures extends Spread {
  /** CPU nanoseconds per call of the client's process, and of the server's. */
  readonly cpu: number;
  readonly serverCpu: number;
}

/** Sums rounds up; the spread is of nanoseconds between two answers. */
export function toFigures(rounds: readonly Round[]): CellFigures {
  return {
    ...summarise(rounds.map(({ elapsed, calls }) => elapsed / calls)),
    cpu: median(rounds.map(({ cpu, calls }) => cpu / calls)),
    serverCpu: median(rounds.map(({ serverCpu, allCalls }) => serverCpu / allCalls)),
  };
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
const warmUp = { ms: 1_200, calls: 6_000, atMostMs: 3_000 };
/**
 * Processes per subject, which take rounds in turn: two runs of the same code differ by what the compiler and the collector happened
 * to do early on, and keep that difference.
 */
const replicas = 2;

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
      const kind = findHttpSubject(subject).server;
      const server = servers.get(kind) ?? (await serve(kind));
      servers.set(kind, server);
      const clients: Worker[] = [];
      for (let replica = 1; replica <= replicas; replica += 1) {
        options.progress(`warming up ${subject}, process ${replica} of ${replicas}`);
        const client = await start("client-worker.ts", [subject, server.url], ["--expose-gc"]);
        await warm(client);
        clients.push(client);
      }
      for (const payload of payloads) {
        for (const concurrency of concurrencies)
          cells.push(createCell(subject, payload, concurrency, clients, server.worker));
      }
    }
  } catch (reason) {
    await stop();
    throw reason;
  }
  return { cells, stop };
}

function createCell(
  subject: string,
  payload: Payload,
  concurrency: number,
  clients: readonly Worker[],
  server: Worker,
): Cell {
  const readCpu = (): Promise<number> => server.ask<number>("cpu" satisfies ServerTask);
  let turn = 0;
  return {
    subject,
    payload,
    concurrency,
    async run() {
      const client = clients[turn % clients.length] as Worker;
      turn += 1;
      const before = await readCpu();
      const found = await client.ask<ClientRound>(round(payload, concurrency, roundMs));
      return { ...found, serverCpu: (await readCpu()) - before };
    },
    measureBytes: () => (clients[0] as Worker).ask<number>({ kind: "bytes", payload } satisfies ClientTask),
  };
}

async function warm(client: Worker): Promise<void> {
  const from = performance.now();
  for (let calls = 0, elapsed = 0; elapsed < warmUp.atMostMs; elapsed = performance.now() - from) {
    if (elapsed > warmUp.ms && calls > warmUp.calls) return;
    for (const payload of payloads) {
      for (const concurrency of concurrencies) {
        calls += (await client.ask<ClientRound>(round(payload, concurrency, 50))).allCalls;
      }
    }
  }
}

function round(payload: Payload, concurrency: number, ms: number): ClientTask {
  return { kind: "round", payload, concurrency, ms };
}
