/**
 * `balance(a, b, …)`: one transport made of several, for the instances of one service. A call goes where the fewest are under way;
 * a member that fails several times in a row is left alone for a while, a longer one each time. What could not be sent to one
 * member goes to the next at once: that is no retry, since nobody has seen the call, and it cannot multiply calls in an outage,
 * since members that are down are soon ejected.
 */

import type { CallRequest, CallResponse, Transport } from "../call/call-request.ts";
import { type Dispatch, dispatchOf, type Receiver, toCall, withDispatch } from "../call/dispatch.ts";
import type { CallContext } from "../context/call-context.ts";
import { type Clock, systemClock } from "../policy/clock.ts";
import {
  type Failure,
  failureOfRejection,
  failureOfResponse,
  isTargetFailure,
  isUnreached,
  watchOutcome,
} from "../policy/outcome.ts";
import { type EmitPolicyEvent, emitAbout } from "../policy/policy-event.ts";
import { createRetryBudget, type RetryBudget } from "../policy/retry-budget.ts";
import { closeAll, type NamedTransport } from "./members.ts";

/** What a balance may be given. */
export interface BalanceOptions {
  /** Default: the clock of this process. */
  readonly clock?: Clock;
  /** Told when a member is ejected or readmitted, or could not be reached by a call. Default: nobody is. */
  readonly emit?: EmitPolicyEvent;
}

/** One member, right now. */
export interface BalanceMember {
  readonly name: string;
  readonly inFlight: number;
  /** Milliseconds until calls go there again; 0 for a member in use. */
  readonly ejectedForMs: number;
}

/** A transport over several. */
export interface BalanceTransport extends Transport {
  readonly members: readonly BalanceMember[];
}

/**
 * Failures in a row that eject a member, until it has responded again: then one failure suffices.
 * @see https://www.envoyproxy.io/docs/envoy/latest/intro/arch_overview/upstream/outlier
 */
const failuresToEject = 5;
/** Milliseconds of the first ejection and of the longest; each without a success in between is twice the one before. */
const firstEjectionMs = 1_000;
const maxEjectionMs = 30_000;

interface Seat {
  readonly name: string;
  readonly dispatch: Dispatch;
  inFlight: number;
  failures: number;
  ejectionMs: number;
  ejectedUntil: number;
}

/**
 * Balances calls over transports, which it owns: closing it closes them. When every member is ejected all of them are used, since
 * trying one can do no worse than refusing the call; one that is back is found when those in use cannot be reached, within a
 * budget of 10 % of calls and 3 a second. A call that is tried again goes to another member than before, if it can.
 */
export function createBalanceTransport(
  members: readonly NamedTransport[],
  { clock = systemClock, emit = () => undefined }: BalanceOptions = {},
): BalanceTransport {
  const seats = members.map(toSeat);
  const pool = new Pool(seats, clock, emit);
  const dispatch: Dispatch = (request, receiver) => new BalancedCall(pool, request, receiver).begin();
  const transport: BalanceTransport = {
    call: toCall(dispatch),
    close: () => closeAll(members),
    get members() {
      const now = clock.now();
      return seats.map(({ name, inFlight, ejectedUntil }) => ({
        name,
        inFlight,
        ejectedForMs: Math.max(0, Math.ceil(ejectedUntil - now)),
      }));
    },
  };
  return withDispatch(transport, dispatch);
}

function toSeat({ name, transport }: NamedTransport): Seat {
  return { name, dispatch: dispatchOf(transport), inFlight: 0, failures: 0, ejectionMs: 0, ejectedUntil: 0 };
}

/** The members, and which of them a call goes to. */
class Pool {
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

  /** The seat that a call tries first. */
  choose(context: CallContext): Seat {
    this.#budget.addCall();
    const now = this.#clock.now();
    const failed = this.#lastFailed.get(context);
    const seat =
      this.#leastBusy((one) => one.ejectedUntil <= now && one !== failed) ??
      this.#leastBusy((one) => one.ejectedUntil <= now) ??
      this.#leastBusy((one) => one !== failed) ??
      (failed as Seat);
    this.#turn = this.#seats.indexOf(seat) + 1; // of equally busy ones, the one that waited longest is next
    return seat;
  }

  /** The seat that a call tries next; `undefined` if there is none, or no budget for one. */
  chooseOther(tried: ReadonlySet<Seat>): Seat | undefined {
    const now = this.#clock.now();
    const inUse = this.#leastBusy((seat) => seat.ejectedUntil <= now && !tried.has(seat));
    if (inUse !== undefined) return inUse;
    // An ejected one may be back; in a total outage, though, asking all of them would multiply calls.
    const ejected = this.#leastBusy((seat) => !tried.has(seat));
    return ejected !== undefined && this.#budget.take() ? ejected : undefined;
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

/** One call, at one member after another. */
class BalancedCall implements Receiver {
  readonly #pool: Pool;
  readonly #request: CallRequest;
  readonly #receiver: Receiver;
  #seat: Seat | undefined;
  #tried: Set<Seat> | undefined;

  constructor(pool: Pool, request: CallRequest, receiver: Receiver) {
    this.#pool = pool;
    this.#request = request;
    this.#receiver = receiver;
  }

  begin(): void {
    this.#attempt(this.#pool.choose(this.#request.context));
  }

  succeed(response: CallResponse): void {
    if (response.error === undefined || !this.#moveOn(failureOfResponse(response.error))) {
      this.#receiver.succeed(response);
    }
  }

  fail(reason: unknown): void {
    if (!this.#moveOn(failureOfRejection(reason))) this.#receiver.fail(reason);
  }

  #attempt(seat: Seat): void {
    const request = this.#request;
    const pool = this.#pool;
    this.#seat = seat;
    seat.inFlight += 1;
    const settled = (failure: Failure | undefined): void => pool.judge(seat, request.context, failure);
    watchOutcome(seat.dispatch, request, this, { settled });
  }

  /** Tries another member if this one cannot have seen the call. */
  #moveOn(failure: Failure): boolean {
    const request = this.#request;
    const { context, operation } = request;
    const left = this.#seat as Seat;
    if (context.ended || !isUnreached(request, failure)) return false;
    this.#tried = (this.#tried ?? new Set()).add(left);
    const other = this.#pool.chooseOther(this.#tried);
    if (other === undefined) return false;
    const about = { operation: operation.id, callId: context.callId, target: left.name };
    emitAbout(context, { type: "fellBack", code: failure.code, ...about }, this.#pool.emit);
    this.#attempt(other);
    return true;
  }
}
