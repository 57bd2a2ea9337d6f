/** A world in which a random saga runs: services that lose calls, a process that dies, and what is true at the end. */

import { DeclaredError, ServiceError } from "@seamline/core";
import type { Database, SqlSession } from "../src/index.ts";
import { defineSaga, type Saga, type SagaDetails } from "../src/saga.ts";

/**
 * The outcome of one try: `ok`; `refused`, by a declared error; `notSent`; `lostBefore` and `lostAfter`, without an
 * outcome, before and after the effect; `diesBefore` and `diesAfter`, with the process.
 */
export type TryOutcome = "ok" | "refused" | "notSent" | "lostBefore" | "lostAfter" | "diesBefore" | "diesAfter";

/** A step of a random saga: its tries, then those of its compensation; what is not listed is `ok`. */
export interface RandomStep {
  readonly kind: "step" | "transaction" | "waitFor";
  readonly tries: readonly TryOutcome[];
  readonly undoTries: readonly Exclude<TryOutcome, "refused">[];
  readonly canCheck: boolean;
}

/** Thrown by everything that a dead process would still do. */
export class Death extends Error {}

/** A process: its death is the end of its database connections. */
export class Process {
  dead = false;
  readonly #database: Database;
  #left: number;

  /** Dies at a statement or a commit. */
  constructor(database: Database, statements: number) {
    this.#database = database;
    this.#left = statements;
  }

  /** Fails if the process is dead, or dies here. */
  live(): void {
    this.#left -= 1;
    if (this.#left < 0) this.dead = true;
    if (this.dead) throw new Death();
  }

  /** The database as this process sees it. */
  get database(): Database {
    const watch = (session: SqlSession): SqlSession => ({
      run: async (sql, values) => {
        this.live();
        return session.run(sql, values);
      },
    });
    return {
      dialect: this.#database.dialect,
      run: watch(this.#database).run,
      join: (transaction) => watch(this.#database.join(transaction)),
      transaction: async (work) => {
        const value = await this.#database.transaction((session, transaction) => work(watch(session), transaction));
        this.live(); // the commit has happened, and nothing comes of it
        return value;
      },
    };
  }
}

class Refused extends DeclaredError<undefined> {
  static override readonly identity = { service: "other", reason: "refused", code: "aborted", message: "no" } as const;
  constructor() {
    super(Refused.identity, undefined, { sent: "processed", operation: "other.do" });
  }
}

/** The services that the steps call: each effect is there once per key, and does not come after its undoing. */
export class World {
  readonly effects = new Map<string, "done" | "undone">();
  /** Steps in the order in which they were undone for the first time. */
  readonly undone: string[] = [];
  readonly runs = new Set<string>();
  /** Steps undone while the outcome of their last try was unknown; true of one worker at a time only. */
  readonly undoneInDoubt: string[] = [];
  readonly #inDoubt = new Set<string>();
  process: Process;
  readonly #steps: readonly RandomStep[];
  readonly #seen = new Map<string, number>();

  constructor(steps: readonly RandomStep[], process: Process) {
    this.#steps = steps;
    this.process = process;
  }

  /** The saga of the steps. */
  define(): Saga<null> {
    const retry = { firstDelayMs: 0, longestDelayMs: 0, limit: 1_000 };
    return defineSaga<null>("random", (saga) => {
      for (const [index, { kind, tries, undoTries, canCheck }] of this.#steps.entries()) {
        const name = `s${index}`;
        if (kind === "waitFor") saga.waitFor(name, { timeoutMs: 3_600_000 });
        else if (kind === "step") {
          saga.step(name, {
            retry,
            run: (_state, { stepKey }) => {
              this.runs.add(name);
              return this.#settle(name, () => this.#try(`run ${name}`, tries, () => this.#do(stepKey)));
            },
            ...(canCheck && {
              check: (_state: unknown, { stepKey }: { readonly stepKey: string }) => {
                this.#inDoubt.delete(name);
                return this.#find(stepKey);
              },
            }),
            compensate: (_state, { stepKey }) =>
              this.#try(`undo ${name}`, undoTries, () => {
                if (this.#inDoubt.has(name)) this.undoneInDoubt.push(name);
                this.effects.set(stepKey, "undone");
                if (!this.undone.includes(name)) this.undone.push(name);
              }),
          });
        } else {
          const write = (text: string, outcomes: readonly TryOutcome[], session: SqlSession): Promise<void> =>
            this.#tryInside(text, outcomes, async () => {
              await session.run("insert into effect (text) values (?)", [text]);
            });
          saga.transaction(name, {
            retry,
            run: (_state, { session }) => write(`run ${name}`, tries, session),
            compensate: (_state, { session }) => write(`undo ${name}`, undoTries, session),
          });
        }
      }
    });
  }

  /** Remembers whether the outcome of a try is known. */
  #settle<Value>(name: string, run: () => Value): Value {
    try {
      const value = run();
      this.#inDoubt.delete(name);
      return value;
    } catch (reason) {
      if (reason instanceof Refused) this.#inDoubt.delete(name);
      else if (reason instanceof Death || (reason instanceof ServiceError && reason.sent === "maybe_sent"))
        this.#inDoubt.add(name);
      throw reason;
    }
  }

  #do(key: string): string {
    if (!this.effects.has(key)) this.effects.set(key, "done");
    return key;
  }

  #find(key: string) {
    return this.effects.has(key) ? { happened: true as const, result: key } : { happened: false as const };
  }

  #next(text: string, outcomes: readonly TryOutcome[]): TryOutcome {
    const seen = this.#seen.get(text) ?? 0;
    this.#seen.set(text, seen + 1);
    return outcomes[seen] ?? "ok";
  }

  #try<Value>(text: string, outcomes: readonly TryOutcome[], effect: () => Value): Value {
    const outcome = this.#next(text, outcomes);
    const lost = (sent: "not_sent" | "maybe_sent"): ServiceError =>
      new ServiceError("unavailable", "lost", { sent, operation: "other.do" });
    if (outcome === "refused") throw new Refused();
    if (outcome === "notSent") throw lost("not_sent");
    if (outcome === "lostBefore") throw lost("maybe_sent");
    if (outcome === "diesBefore") this.#die();
    const value = effect();
    if (outcome === "lostAfter") throw lost("maybe_sent");
    if (outcome === "diesAfter") this.#die();
    return value;
  }

  /** As `#try`: what fails within the database is rolled back, so it has no effect and no unknown outcome. */
  async #tryInside(text: string, outcomes: readonly TryOutcome[], effect: () => Promise<void>): Promise<void> {
    const outcome = this.#next(text, outcomes);
    if (outcome === "refused") throw new Refused();
    await effect();
    if (outcome.startsWith("dies")) this.#die();
    if (outcome !== "ok") throw new Error("a fault of the step");
  }

  #die(): never {
    this.process.dead = true;
    throw new Death();
  }

  /** Lists what is not as it must be once the saga has ended. */
  judge(saga: SagaDetails, inside: readonly string[]): readonly string[] {
    const { id, status, steps } = saga;
    const faults: string[] = [];
    const expect = (holds: boolean, fault: string): void => {
      if (!holds) faults.push(fault);
    };
    const count = (text: string): number => inside.filter((one) => one === text).length;
    expect(status === "completed" || status === "compensated", `ended as ${status}`);
    const done = status === "completed";
    for (const [index, { kind }] of this.#steps.entries()) {
      const name = `s${index}`;
      const begun = steps[index]?.effect !== "not begun";
      expect(!done || begun, `${name} was never begun`);
      if (kind === "transaction") {
        expect(count(`run ${name}`) === (begun ? 1 : 0), `${name} took effect ${count(`run ${name}`)} times`);
        expect(count(`undo ${name}`) === (begun && !done ? 1 : 0), `${name} was undone ${count(`undo ${name}`)} times`);
      }
      if (kind === "step") {
        const effect = this.effects.get(`${id}.${name}`);
        const wanted = done ? "done" : begun ? "undone" : undefined;
        expect(effect === wanted, `${name} is ${effect}, not ${wanted}`);
        expect(begun || !this.runs.has(name), `${name} ran without a record`);
      }
    }
    const undoneInside = inside.filter((text) => text.startsWith("undo ")).map((text) => text.slice("undo ".length));
    for (const order of [this.undone, undoneInside])
      expect(order.join() === [...order].sort().reverse().join(), `undone in the order ${order.join()}`);
    return faults;
  }
}
