/**
 * `balance(a, b, …)`: one transport made of several, for the instances of one service. A call goes
 * to the member with the fewest calls in flight; a member that fails several times in a row is
 * ejected for a while, a longer one each time. A call that could not be sent to one member goes to
 * the next at once: that is no retry, since no callee has seen the call, and it cannot multiply
 * calls in an outage, since members that are down are soon ejected.
 */

import type { CallRequest, CallResponse, Transport } from "../call/call-request.ts";
import { type Dispatch, type Receiver, toCall, withDispatch } from "../call/dispatch.ts";
import { type Clock, systemClock } from "../policy/clock.ts";
import { type Failure, failureOfRejection, failureOfResponse, isUnreached, watchOutcome } from "../policy/outcome.ts";
import { type EmitPolicyEvent, emitAbout } from "../policy/policy-event.ts";
import { Pool, type Seat, toSeat } from "./balance-pool.ts";
import { closeAll, type NamedTransport } from "./members.ts";

/** The clock and the events of a balance. */
export interface BalanceOptions {
  /** Default: the clock of this process. */
  readonly clock?: Clock;
  /**
   * Called when a member is ejected or readmitted, or could not be reached by a call. Default:
   * none.
   */
  readonly emit?: EmitPolicyEvent;
}

/** The present state of one member. */
export interface BalanceMember {
  readonly name: string;
  readonly inFlight: number;
  /** Milliseconds until calls go to it again; 0 for a member in use. */
  readonly ejectedForMs: number;
}

/** A transport over several others. */
export interface BalanceTransport extends Transport {
  readonly members: readonly BalanceMember[];
}

/**
 * Balances calls over transports, which it owns: closing it closes them. If every member is ejected
 * all of them are used, since trying one is no worse than refusing the call; a member that is back
 * is found when those in use cannot be reached, within a budget of 10 % of calls and 3 a second. A
 * retried call goes to another member than before, if there is one.
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

/** One call, which tries one member after another. */
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
    if (response.draining === true) this.#pool.spare(this.#seat as Seat);
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
