/**
 * `balance(a, b, …)`: one transport made of several, for the instances of one service. A call goes where the fewest are under way;
 * a member that fails several times in a row is left alone for a while, a longer one each time. What could not be sent to one
 * member goes to the next at once: that is no retry, since nobody has seen the call, and it cannot multiply calls in an outage,
 * since members that are down are soon ejected.
 */

import type { CallRequest, CallResponse, Transport } from "../call/call-request.ts";
import type { CallContext } from "../context/call-context.ts";
import { type Clock, systemClock } from "../policy/clock.ts";
import {
  type Failure,
  failureOfAnswer,
  failureOfRejection,
  isTargetFailure,
  isUnreached,
  watchOutcome,
} from "../policy/outcome.ts";
import { type EmitPolicyEvent, emitAbout } from "../policy/policy-event.ts";
import { createRetryBudget } from "../policy/retry-budget.ts";
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
  readonly transport: Transport;
  readonly call: Transport["call"];
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
  const lastFailed = new WeakMap<CallContext, Seat>();
  const budget = createRetryBudget(clock);
  let turn = 0;

  const choose = (context: CallContext): Seat => {
    const now = clock.now();
    const failed = lastFailed.get(context);
    const seat =
      leastBusy((seat) => seat.ejectedUntil <= now && seat !== failed) ??
      leastBusy((seat) => seat.ejectedUntil <= now) ??
      leastBusy((seat) => seat !== failed) ??
      (failed as Seat);
    turn = seats.indexOf(seat) + 1; // of equally busy ones, the one that waited longest is next
    return seat;
  };
  const chooseOther = (tried: ReadonlySet<Seat>): Seat | undefined => {
    const now = clock.now();
    const inUse = leastBusy((seat) => seat.ejectedUntil <= now && !tried.has(seat));
    if (inUse !== undefined) return inUse;
    // An ejected one may be back; in a total outage, though, asking all of them would multiply calls.
    const ejected = leastBusy((seat) => !tried.has(seat));
    return ejected !== undefined && budget.take() ? ejected : undefined;
  };
  const leastBusy = (fits: (seat: Seat) => boolean): Seat | undefined => {
    let found: Seat | undefined;
    for (let step = 0; step < seats.length; step += 1) {
      const seat = seats[(turn + step) % seats.length] as Seat;
      if (fits(seat) && (found === undefined || seat.inFlight < found.inFlight)) found = seat;
    }
    return found;
  };
  const judge = (seat: Seat, context: CallContext, failure: Failure | undefined): void => {
    seat.inFlight -= 1;
    if (failure?.code === "canceled") return;
    if (failure === undefined || !isTargetFailure(failure)) {
      if (seat.ejectionMs > 0) emit({ type: "readmitted", target: seat.name });
      Object.assign(seat, { failures: 0, ejectionMs: 0, ejectedUntil: 0 });
      return;
    }
    lastFailed.set(context, seat);
    seat.failures += 1;
    if (seat.failures < failuresToEject || seat.ejectedUntil > clock.now()) return;
    seat.ejectionMs = Math.min(maxEjectionMs, seat.ejectionMs === 0 ? firstEjectionMs : seat.ejectionMs * 2);
    seat.ejectedUntil = clock.now() + seat.ejectionMs;
    emit({ type: "ejected", target: seat.name, forMs: seat.ejectionMs });
  };

  return {
    async call(request: CallRequest): Promise<CallResponse> {
      const { context, operation } = request;
      let tried: Set<Seat> | undefined;
      budget.addCall();
      for (let seat: Seat | undefined = choose(context); ; ) {
        const current: Seat = seat;
        let response: CallResponse | undefined;
        let reason: unknown;
        let failure: Failure;
        current.inFlight += 1;
        try {
          response = await watchOutcome(current.call, request, (outcome) => judge(current, context, outcome));
          if (response.error === undefined) return response;
          failure = failureOfAnswer(response.error);
        } catch (caught) {
          reason = caught;
          failure = failureOfRejection(caught);
        }
        if (isUnreached(request, failure) && !context.ended) {
          tried = (tried ?? new Set()).add(current);
          seat = chooseOther(tried);
        } else seat = undefined;
        if (seat === undefined) {
          if (response !== undefined) return response;
          throw reason;
        }
        const about = { operation: operation.id, callId: context.callId, target: current.name };
        emitAbout(context, { type: "fellBack", code: failure.code, ...about }, emit);
      }
    },
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
}

function toSeat({ name, transport }: NamedTransport): Seat {
  const call = (request: CallRequest): Promise<CallResponse> => transport.call(request);
  return { name, transport, call, inFlight: 0, failures: 0, ejectionMs: 0, ejectedUntil: 0 };
}
