/** Sagas that are due: a retry, the end of a wait, a deadline. */

import { now } from "@seamline/core/internal";
import { WakeablePause } from "../queue/wakeable-pause.ts";
import type { SagaStore } from "./saga-store.ts";

/** A loop that runs until it is stopped. */
export interface DueLoop {
  /** Ends the loop; settles once the statement under way has. */
  stop(): Promise<void>;
}

/** Settings of the loop. */
export interface DueLoopOptions {
  /** Milliseconds between two looks. */
  readonly pollMs: number;
  /** Milliseconds that ended sagas are kept. */
  readonly keptMs: number;
  /** Lets the worker look at the queue. */
  wake(): void;
  /** Receives faults of the database; the loop goes on. */
  onError(error: unknown): void;
}

/** The most sagas of one look. */
const most = 100;
/** Milliseconds between two looks for sagas to forget. */
const forgetEveryMs = 60_000;

/** Milliseconds until the next look after a fault of the database. */
const faultPauseMs = 1_000;

/** Begins to look for sagas that are due, and to forget old ones. */
export function createDueLoop(store: SagaStore, { pollMs, keptMs, wake, onError }: DueLoopOptions): DueLoop {
  let stopping = false;
  const pause = new WakeablePause();
  let forgetAt = now() + forgetEveryMs;

  const look = async (): Promise<boolean> => {
    const due = await store.sendDue(most);
    if (due > 0) wake();
    if (due === most) return true;
    if (!Number.isFinite(keptMs) || now() < forgetAt) return false;
    if ((await store.forgetEnded(keptMs, most)) === most) return true;
    forgetAt = now() + forgetEveryMs;
    return false;
  };
  const run = async (): Promise<void> => {
    while (!stopping) {
      let ms = pollMs;
      try {
        if (await look()) continue;
      } catch (reason) {
        onError(reason);
        ms = Math.max(pollMs, faultPauseMs);
      }
      if (!stopping) await pause.wait(ms);
    }
  };
  const running = run();
  return {
    async stop() {
      stopping = true;
      pause.wake();
      await running;
    },
  };
}
