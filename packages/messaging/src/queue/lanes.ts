/**
 * The lanes that a worker holds, by leases in the database.
 *
 * Workers of one receiver announce themselves and divide the lanes evenly. A lease ends by the clock
 * of the database; by its own clock a worker takes it to end earlier, counted from before it asked.
 */

import { now } from "@seamline/core/internal";
import { type Database, retryConflicts, type SqlSession } from "../database/database.ts";
import { laneCount, nowOf } from "./tables.ts";

/** A lane that this worker has taken over. */
export interface ClaimedLane {
  readonly lane: number;
  /** `true` if the owner before did not give it back: a message of it may have ended a process. */
  readonly unclean: boolean;
}

/** A change of the held lanes. */
export interface LaneChange {
  readonly claimed: readonly ClaimedLane[];
  readonly lost: readonly number[];
  /** Lanes beyond this worker's share, to be given back when no message of theirs is at work. */
  readonly excess: readonly number[];
}

/** Holds lanes for one worker. */
export class Lanes {
  readonly #database: Database;
  readonly #receiver: string;
  readonly #owner: string;
  readonly #leaseMs: number;
  readonly #held = new Map<number, bigint>();
  #validUntil = 0;
  #prepared: Promise<void> | undefined;

  constructor(database: Database, receiver: string, owner: string, leaseMs: number) {
    this.#database = database;
    this.#receiver = receiver;
    this.#owner = owner;
    this.#leaseMs = leaseMs;
  }

  /** The lanes held; empty once the lease may have ended. */
  get held(): readonly number[] {
    return this.isValid ? [...this.#held.keys()] : [];
  }

  /** `true` while no other worker can hold the lanes, by the clock of this process. */
  get isValid(): boolean {
    return now() < this.#validUntil;
  }

  /** Announces the worker, renews its leases, and takes or leaves lanes until it has its share. */
  async renew(): Promise<LaneChange> {
    this.#prepared ??= this.#prepare();
    await this.#prepared;
    const began = now();
    const found = await retryConflicts(() => this.#database.transaction((session) => this.#renewIn(session)));
    this.#validUntil = began + this.#leaseMs;
    const lost = [...this.#held].filter(([lane, token]) => found.mine.get(lane) !== token).map(([lane]) => lane);
    for (const lane of lost) this.#held.delete(lane);
    // The connection may have been lost when lanes had been taken, or before they were given back.
    const regained = [...found.mine].filter(([lane]) => !this.#held.has(lane));
    const claimed = [...regained.map(([lane, token]) => ({ lane, token, unclean: true })), ...found.claimed];
    for (const { lane, token } of claimed) this.#held.set(lane, token);
    return { claimed, lost, excess: [...this.#held.keys()].slice(found.share) };
  }

  /** Gives lanes back, so that another worker can have them at once. */
  async release(lanes: readonly number[] = [...this.#held.keys()]): Promise<void> {
    const mine = lanes.filter((lane) => this.#held.has(lane));
    for (const lane of mine) this.#held.delete(lane);
    if (mine.length === 0) return;
    await this.#database.run(
      `update seamline_lane set owner = null, until_at = 0, unclean = 0 where receiver = ? and owner = ? and lane in (${mine.join()})`,
      [this.#receiver, this.#owner],
    );
  }

  /** Gives everything back, and no longer counts as a worker. */
  async leave(): Promise<void> {
    await this.release();
    await this.#database.run("delete from seamline_worker where receiver = ? and owner = ?", [
      this.#receiver,
      this.#owner,
    ]);
  }

  async #prepare(): Promise<void> {
    const rows = Array.from({ length: laneCount }, () => "(?, ?)").join(", ");
    const values = Array.from({ length: laneCount }, (_, lane) => [this.#receiver, lane]).flat();
    const [before, after] =
      this.#database.dialect === "mysql" ? ["insert ignore into", ""] : ["insert into", " on conflict do nothing"];
    await this.#database.run(`${before} seamline_lane (receiver, lane) values ${rows}${after}`, values);
  }

  async #renewIn(session: SqlSession): Promise<Renewal> {
    const receiver = this.#receiver;
    const owner = this.#owner;
    const { dialect } = this.#database;
    const now = nowOf[dialect];
    const until = `${now} + ${this.#leaseMs}`;
    const update =
      dialect === "mysql"
        ? "on duplicate key update until_at = values(until_at)"
        : "on conflict (receiver, owner) do update set until_at = excluded.until_at";
    await session.run(`insert into seamline_worker (receiver, owner, until_at) values (?, ?, ${until}) ${update}`, [
      receiver,
      owner,
    ]);
    await session.run(`delete from seamline_worker where receiver = ? and until_at < ${now}`, [receiver]);
    const workers = await session.run("select count(*) as live from seamline_worker where receiver = ?", [receiver]);
    const share = Math.ceil(laneCount / Math.max(1, Number(workers.rows[0]?.live)));
    await session.run(`update seamline_lane set until_at = ${until} where receiver = ? and owner = ?`, [
      receiver,
      owner,
    ]);
    // Another worker may have taken lanes whose lease had ended.
    const { rows } = await session.run("select lane, token from seamline_lane where receiver = ? and owner = ?", [
      receiver,
      owner,
    ]);
    const mine = new Map(rows.map((row) => [Number(row.lane), BigInt(row.token as bigint)]));
    return { mine, share, claimed: await this.#claim(session, share - mine.size) };
  }

  async #claim(session: SqlSession, wanted: number): Promise<readonly (ClaimedLane & { readonly token: bigint })[]> {
    if (wanted <= 0) return [];
    const { dialect } = this.#database;
    const now = nowOf[dialect];
    const lock = dialect === "sqlite" ? "" : " for update skip locked";
    const { rows } = await session.run(
      `select lane, token, unclean from seamline_lane where receiver = ? and until_at < ${now} order by lane limit ${wanted}${lock}`,
      [this.#receiver],
    );
    if (rows.length === 0) return [];
    const lanes = rows.map(({ lane }) => Number(lane));
    await session.run(
      `update seamline_lane set owner = ?, token = token + 1, unclean = 1, until_at = ${now} + ${this.#leaseMs} where receiver = ? and lane in (${lanes.join()})`,
      [this.#owner, this.#receiver],
    );
    return rows.map(({ lane, token, unclean }) => ({
      lane: Number(lane),
      token: BigInt(token as bigint) + 1n,
      unclean: Number(unclean) === 1,
    }));
  }
}

/** The leases as the database has them. */
interface Renewal {
  /** The tokens of the lanes held before. */
  readonly mine: ReadonlyMap<number, bigint>;
  readonly share: number;
  readonly claimed: readonly (ClaimedLane & { readonly token: bigint })[];
}
