/** The points at which a process of a run ends itself by SIGKILL, reached through public ports alone. */

import type { Database, SqlSession } from "@seamline/messaging";

/** The points, in the order in which an event passes them. */
export const killPoints = [
  "before the order commits",
  "after the order has committed",
  "after the move or publication, before the mark",
  "before the effect commits",
  "after the effect, before its acknowledgement",
] as const;

/** A point; `any` is a moment that the parent chooses. */
export type KillPoint = (typeof killPoints)[number] | "after the intake, before the broker knows" | "any";

/** The end of a process: at the n-th passing of a point. */
export interface KillPlan {
  readonly point: KillPoint;
  /** From 1. */
  readonly passing: number;
}

/** Ends this process when its plan is due. */
export class Killer {
  readonly #plan: KillPlan | undefined;
  #passed = 0;

  constructor(plan: KillPlan | undefined) {
    this.#plan = plan;
  }

  /** Passes a point; does not return if the process ends here. */
  pass(point: KillPoint): void {
    if (this.#plan?.point !== point) return;
    this.#passed += 1;
    if (this.#passed === this.#plan.passing) process.kill(process.pid, "SIGKILL");
  }
}

/** A database whose removals of messages pass a point before they are run. */
export function watchRemovals(database: Database, killer: Killer, point: KillPoint): Database {
  const watch = ({ run }: SqlSession): SqlSession => ({
    run(sql, values) {
      if (sql.startsWith("delete from seamline_message ")) killer.pass(point);
      return run(sql, values);
    },
  });
  return {
    dialect: database.dialect,
    run: watch(database).run,
    join: (transaction) => database.join(transaction),
    transaction: (work) =>
      database.transaction((session, transaction) => work(watch({ run: session.run.bind(session) }), transaction)),
  };
}
