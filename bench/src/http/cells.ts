/**
 * The measured cells of the family: a subject, a payload, a number of calls in flight; and their
 * processes.
 */

import type { MeasureOptions } from "../harness/family.ts";
import type { Runnable } from "../harness/rounds.ts";
import { median, type Spread, summarise } from "../harness/statistics.ts";
import { startWorker, type Worker } from "../harness/worker.ts";
import { type Payload, payloads } from "../subject/subject.ts";
import type { ClientRound, ClientTask, RoundPlan, Window } from "./client-worker.ts";
import type { ServerTask } from "./server-worker.ts";
import type { ServerName } from "./servers.ts";
import { findHttpSubject } from "./subjects.ts";

/** Calls in flight. */
export const concurrencies: readonly number[] = [1, 16, 64];
const mostInFlight = Math.max(...concurrencies);

/** The figures of one round. */
export interface Round {
  readonly windows: readonly Window[];
  /** CPU nanoseconds of the server's process per call. */
  readonly serverCpu: number;
}

/** The figures of a cell over its rounds. */
export interface CellFigures extends Spread {
  /** CPU nanoseconds per call of the client's process, and of the server's. */
  readonly cpu: number;
  readonly serverCpu: number;
}

/** Sums rounds up; the spread is of nanoseconds between two responses, by window. */
export function toFigures(rounds: readonly Round[]): CellFigures {
  const windows = rounds.flatMap((round) => round.windows);
  return {
    ...summarise(windows.map(({ elapsed, calls }) => elapsed / calls)),
    cpu: median(windows.map(({ cpu, calls }) => cpu / calls)),
    serverCpu: median(rounds.map(({ serverCpu }) => serverCpu)),
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

/** A momentary disturbance spoils one short window, not a round. */
const measured = { windows: 4, ms: 15 };
const warming = { windows: 1, ms: 50 };
/** The optimising compiler needs both, time and many calls, on either side. */
const warmUp = { ms: 600, calls: 8_000, atMostMs: 2_000 };
/**
 * A subject with less than this share of the floor's calls per second has one process and a turn in
 * every third round: its distance shows all the same, and the time is better spent on subjects that
 * are close to one another.
 */
const far = { ratio: 0.45, every: 3 };

/** Lists with few calls in flight have every second turn: other cells show most of the same. */
const everyOfFewLists = 2;

/** The measures of each subject. */
export interface CellPlan {
  readonly concurrencies: readonly number[];
  /**
   * Pairs of processes per subject, a client and its server, which take rounds in turn: two runs of
   * the same code differ by early decisions of the compiler and the collector, and keep that
   * difference.
   */
  readonly replicas: number;
}

interface Pair {
  readonly client: Worker;
  readonly server: Worker;
}

/** Starts the servers and the clients, and warms both up. */
export async function startCells(
  names: readonly string[],
  plan: CellPlan,
  progress: MeasureOptions["progress"],
): Promise<Cells> {
  const servers = new Map<string, { readonly worker: Worker; readonly url: string }>();
  const workers: Worker[] = [];
  const stop = async (): Promise<void> => {
    await Promise.all(workers.map((worker) => worker.stop()));
  };
  const start = async (file: string, args: readonly string[], flags: readonly string[] = []): Promise<Worker> => {
    const worker = await startWorker(new URL(file, import.meta.url), args, flags);
    workers.push(worker);
    return worker;
  };
  const serve = async (name: ServerName, replica: number): Promise<{ worker: Worker; url: string }> => {
    const known = servers.get(`${name} ${replica}`);
    if (known !== undefined) return known;
    const worker = await start("server-worker.ts", [name]);
    const server = { worker, url: await worker.ask<string>("url" satisfies ServerTask) };
    servers.set(`${name} ${replica}`, server);
    return server;
  };
  const cells: Cell[] = [];
  let floorRate = 0;
  try {
    for (const subject of names) {
      const pairs: Pair[] = [];
      let isFar = false;
      for (let replica = 1; replica <= plan.replicas && !isFar; replica += 1) {
        progress(`warming up ${subject}, process ${replica} of ${plan.replicas}`);
        const server = await serve(findHttpSubject(subject).server, replica);
        const client = await start("client-worker.ts", [subject, server.url], ["--expose-gc"]);
        const rate = await warm(client);
        floorRate ||= rate;
        isFar = rate < far.ratio * floorRate;
        pairs.push({ client, server: server.worker });
      }
      for (const payload of payloads) {
        for (const concurrency of plan.concurrencies) {
          const fewLists = payload === "list" && concurrency < mostInFlight;
          const every = (isFar ? far.every : 1) * (fewLists ? everyOfFewLists : 1);
          cells.push(createCell({ subject, payload, concurrency, every }, pairs));
        }
      }
    }
  } catch (reason) {
    await stop();
    throw reason;
  }
  return { cells, stop };
}

function createCell(what: Omit<Cell, "run" | "measureBytes">, pairs: readonly Pair[]): Cell {
  const { payload, concurrency } = what;
  let turn = 0;
  return {
    ...what,
    async run() {
      const { client, server } = pairs[turn % pairs.length] as Pair;
      turn += 1;
      const readCpu = (): Promise<number> => server.ask<number>("cpu" satisfies ServerTask);
      const before = await readCpu();
      const { windows, calls } = await client.ask<ClientRound>(round({ payload, concurrency, ...measured }));
      return { windows, serverCpu: ((await readCpu()) - before) / calls };
    },
    measureBytes: () => (pairs[0] as Pair).client.ask<number>({ kind: "bytes", payload } satisfies ClientTask),
  };
}

/** Resolves with the calls per second of all kinds together. */
async function warm(client: Worker): Promise<number> {
  const from = performance.now();
  for (let calls = 0, elapsed = 0; ; elapsed = performance.now() - from) {
    if (elapsed > warmUp.atMostMs || (elapsed > warmUp.ms && calls > warmUp.calls)) return (calls / elapsed) * 1e3;
    for (const payload of payloads) {
      for (const concurrency of concurrencies) {
        calls += (await client.ask<ClientRound>(round({ payload, concurrency, ...warming }))).calls;
      }
    }
  }
}

function round(plan: RoundPlan): ClientTask {
  return { kind: "round", ...plan };
}
