/** Wakes the workers of a process when messages may have been added, here or by another process. */

import type { Database } from "../database/database.ts";
import { WakeSeries } from "../queue/wake-series.ts";

/** Pauses before the looks after an addition in this process, in milliseconds. */
const localPausesMs = [1, 4, 15, 40];
/** Pauses before the hints after an addition: at most one in 50 ms. */
const hintPausesMs = [10, 50, 200];

interface Station {
  readonly wakes: (() => void)[];
  readonly series: WakeSeries;
  readonly hints: WakeSeries | undefined;
  readonly listener: { stop(): Promise<void> } | undefined;
}

/** The wake-ups of one process, by database. */
export class WakeUps {
  readonly #onError: (error: unknown) => void;
  readonly #stations = new Map<Database, Station>();

  constructor(onError: (error: unknown) => void) {
    this.#onError = onError;
  }

  /** Wakes a worker on a database from now on. */
  add(database: Database, wake: () => void): void {
    let station = this.#stations.get(database);
    if (station === undefined) {
      station = this.#createStation(database);
      this.#stations.set(database, station);
    }
    station.wakes.push(wake);
  }

  /** Looks soon, and some times more: the transaction that added messages has not committed yet. */
  added(database: Database): void {
    const station = this.#stations.get(database);
    station?.series.request();
    station?.hints?.request();
  }

  /** Ends everything; settles when no connection listens any more. */
  async stop(): Promise<void> {
    const stations = [...this.#stations.values()];
    this.#stations.clear();
    for (const { series, hints } of stations) {
      series.stop();
      hints?.stop();
    }
    await Promise.all(stations.map(({ listener }) => listener?.stop()));
  }

  #createStation({ hints }: Database): Station {
    const wakes: (() => void)[] = [];
    const wakeAll = (): void => {
      for (const wake of wakes) wake();
    };
    const series = new WakeSeries(localPausesMs, wakeAll);
    if (hints === undefined) return { wakes, series, hints: undefined, listener: undefined };
    const announce = (): void => void hints.announce().catch(this.#onError);
    return {
      wakes,
      series,
      hints: new WakeSeries(hintPausesMs, announce),
      listener: hints.listen(wakeAll, this.#onError),
    };
  }
}
