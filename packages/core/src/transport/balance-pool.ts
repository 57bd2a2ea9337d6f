/** The members of a balance: the choice of one for each call, and their ejection. */

import { type Dispatch, dispatchOf } from "../call/dispatch.ts";
import type { CallContext } from "../context/call-context.ts";
import type { Clock } from "../policy/clock.ts";
import { type Failure, isTargetFailure } from "../policy/outcome.ts";
import type { EmitPolicyEvent } from "../policy/policy-event.ts";
import { createRetryBudget, type RetryBudget } from "../policy/retry-budget.ts";
import type { NamedTransport } from "./members.ts";

/**
 * Failures in a row that eject a member, until it has responded again: then one failure suffices.
 * @see https://www.envoyproxy.io/docs/envoy/latest/intro/arch_overview/upstream/outlier
 */
const failuresToEject = 5;
/**
 * Milliseconds of the first ejection and of the longest; each without a success in between is twice
 * the one before.
 */
const firstEjectionMs = 1_000;
const maxEjectionMs = 30_000;

/**
 * Milliseconds for which a member that is draining gets no calls, from its last response. A listener
 * closes once it has had no request for 100 ms; one that is sent as it closes is lost, and its caller
 * cannot know whether it ran.
 */
const drainingMs = 250;

/** A member and its state. */
export interface Seat {
  readonly name: string;
  readonly dispatch: Dispatch;
  inFlight: number;
  failures: number;
  ejectionMs: number;
  ejectedUntil: number;
  drainingUntil: number;
}

/** The initial seat of a member. */
export function toSeat({ name, transport }: NamedTransport): Seat {
  const initial = { inFlight: 0, failures: 0, ejectionMs: 0, ejectedUntil: 0, drainingUntil: 0 };
  return { name, dispatch: dispatchOf(transport), ...initial };
}

/** The members, from which each call gets one. */
export class Pool {
  readonly emit: EmitPolicyEvent;
  readonly #seats: readonly Seat[];
  readonly #clock: Clock;
  readonly #lastFailed = new WeakMap<CallContext, Seat>();
  readonly #budget: RetryBudget;
  #turn = 0;

  constructor(seats: readonly Seat[], clock: Clock, emit: EmitPolicyEvent) {
    this.#seats = seats;
    this.#clock = clock;
    this.emit = emit;
    this.#budget = createRetryBudget(clock);
  }

  /** The seat of a call's first attempt. */
  choose(context: CallContext): Seat {
    this.#budget.addCall();
    const now = this.#clock.now();
    const failed = this.#lastFailed.get(context);
    const seat =
      this.#leastBusy((one) => one.ejectedUntil <= now && one.drainingUntil <= now && one !== failed) ??
      this.#leastBusy((one) => one.ejectedUntil <= now && one !== failed) ??
      this.#leastBusy((one) => one.ejectedUntil <= now) ??
      this.#leastBusy((one) => one !== failed) ??
      (failed as Seat);
    this.#turn = this.#seats.indexOf(seat) + 1; // of equally busy members, the one that waited longest is next
    return seat;
  }

  /** The seat of a call's next attempt; `undefined` if there is none, or no budget for one. */
  chooseOther(tried: ReadonlySet<Seat>): Seat | undefined {
    const now = this.#clock.now();
    const inUse = this.#leastBusy((seat) => seat.ejectedUntil <= now && !tried.has(seat));
    if (inUse !== undefined) return inUse;
    // An ejected member may be back; but in a total outage, trying all of them would multiply
    // calls.
    const ejected = this.#leastBusy((seat) => !tried.has(seat));
    return ejected !== undefined && this.#budget.take() ? ejected : undefined;
  }

  /** Leaves a member alone that is about to stop. */
  spare(seat: Seat): void {
    seat.drainingUntil = this.#clock.now() + drainingMs;
  }

  #leastBusy(fits: (seat: Seat) => boolean): Seat | undefined {
    const seats = this.#seats;
    let found: Seat | undefined;
    for (let step = 0; step < seats.length; step += 1) {
      const seat = seats[(this.#turn + step) % seats.length] as Seat;
      if (fits(seat) && (found === undefined || seat.inFlight < found.inFlight)) found = seat;
    }
    return found;
  }

  /** Counts the outcome of a call for or against its member. */
  judge(seat: Seat, context: CallContext, failure: Failure | undefined): void {
    seat.inFlight -= 1;
    if (failure?.code === "canceled") return;
    if (failure === undefined || !isTargetFailure(failure)) {
      if (seat.ejectionMs > 0) this.emit({ type: "readmitted", target: seat.name });
      Object.assign(seat, { failures: 0, ejectionMs: 0, ejectedUntil: 0 });
      return;
    }
    this.#lastFailed.set(context, seat);
    seat.failures += 1;
    const now = this.#clock.now();
    if (seat.failures < failuresToEject || seat.ejectedUntil > now) return;
    seat.ejectionMs = Math.min(maxEjectionMs, seat.ejectionMs === 0 ? firstEjectionMs : seat.ejectionMs * 2);
    seat.ejectedUntil = now + seat.ejectionMs;
    this.emit({ type: "ejected", target: seat.name, forMs: seat.ejectionMs });
  }
}
