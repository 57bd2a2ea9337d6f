/** The scene of a run: two databases with their books, the processes that use them, and a balance at the end. */

import { setTimeout as pause } from "node:timers/promises";
import type { Dialect } from "@seamline/messaging";
import { type Balance, listReasons, openBooks, readBalance } from "./bookkeeping.ts";
import { Child, type ChildEnd } from "./child.ts";
import { dropDatabase, type Location, makeDatabase, type OpenDatabase, openDatabase } from "./databases.ts";
import type { ChildSettings } from "./program.ts";

/** Milliseconds without any progress after which a run gives up. */
const patienceMs = 60_000;

/** The lease in milliseconds: the shortest, since each kill costs one. */
const leaseMs = 1_000;

/** What children of a scene have in common. */
export type SceneChild = Pick<ChildSettings, "hosted" | "env"> & Partial<ChildSettings>;

/** A scene. */
export class Scene implements AsyncDisposable {
  readonly orders: Location;
  readonly ledger: Location;
  readonly #openOrders: OpenDatabase;
  readonly #openLedger: OpenDatabase;
  readonly #children = new Set<Child>();
  /** Violations by processes: one that ended by itself. */
  readonly faults: string[] = [];

  private constructor(orders: Location, ledger: Location) {
    this.orders = orders;
    this.ledger = ledger;
    this.#openOrders = openDatabase({ ...orders, connections: 2 });
    this.#openLedger = openDatabase({ ...ledger, connections: 2 });
  }

  /** Makes the databases and their books. */
  static async open(dialect: Dialect, options: Omit<Location, "dialect" | "name"> = {}): Promise<Scene> {
    const scene = new Scene(await makeDatabase(dialect, options), await makeDatabase(dialect, options));
    await openBooks(scene.#openOrders.database, scene.#openLedger.database);
    return scene;
  }

  /** Starts a process. */
  start(settings: SceneChild): Child {
    const { orders, ledger } = this;
    const child = new Child({ orders, ledger, leaseMs, handlingMs: 0, producers: 0, ...settings });
    this.#children.add(child);
    void child.ended.then((end) => this.#noteEnd(child, end));
    return child;
  }

  #noteEnd(child: Child, { killed, code }: ChildEnd): void {
    this.#children.delete(child);
    if (!killed && code !== 0) this.faults.push(`a process ended with ${code}: ${child.lastLines.join(" | ")}`);
  }

  /** Reads the books. */
  balance(): Promise<Balance> {
    return readBalance(this.#openOrders.database, this.#openLedger.database);
  }

  /** The number of placed orders. */
  async placed(): Promise<number> {
    return Number((await this.#openOrders.database.run("select sum(n) as n from placed")).rows[0]?.n);
  }

  /**
   * Waits for a state that `check` recognises. Looks again and again, for as long as orders are placed
   * or handled.
   * @throws {Error} with the state, if nothing moves for a minute.
   */
  async until(check: (balance: Balance) => boolean | Promise<boolean>, wanted: string): Promise<Balance> {
    let last = "";
    let movedAt = performance.now();
    for (;;) {
      const balance = await this.balance();
      if (await check(balance)) return balance;
      if (this.faults.length > 0) throw new Error(this.faults.join("; "));
      const state = JSON.stringify(balance);
      if (state !== last) movedAt = performance.now();
      last = state;
      if (performance.now() - movedAt > patienceMs) {
        const lines = [...this.#children].flatMap((child) => child.lastLines);
        throw new Error(`expected ${wanted}; nothing has moved for a minute at ${state}: ${lines.join(" | ")}`);
      }
      await pause(100);
    }
  }

  /**
   * Waits until no message waits in a queue, then ends all processes in good order.
   * @param lossless `false` if not every order is expected to have an effect.
   */
  async settle(lossless = true): Promise<Balance> {
    for (const child of this.#children) child.rest();
    await this.until(
      ({ waiting, placed, handled }) => waiting === 0 && (handled >= placed || !lossless),
      "every message handled",
    ).catch((reason: unknown) => void this.faults.push(String(reason)));
    await Promise.all([...this.#children].map((child) => child.stop()));
    for (const { database } of [this.#openOrders, this.#openLedger]) this.faults.push(...(await listReasons(database)));
    return this.balance();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([...this.#children].map((child) => child.kill()));
    await this.#openOrders[Symbol.asyncDispose]();
    await this.#openLedger[Symbol.asyncDispose]();
    await dropDatabase(this.orders);
    await dropDatabase(this.ledger);
  }
}
