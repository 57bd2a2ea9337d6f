/** What a fault proxy does to each connection, as data: the same plan and the same seed give the same faults. */

/** How a connection ends before its time: closed, reset, or open for ever without another byte. */
export type CutKind = "fin" | "rst" | "stall";

/** What happens to the bytes of one direction. */
export interface DirectionFaults {
  /** Milliseconds by which every byte comes later. Default 0. */
  readonly latencyMs?: number;
  /**
   * Milliseconds at most that are added to the latency, drawn for each piece that arrives. Order is
   * kept. Default 0.
   */
  readonly jitterMs?: number;
  /** Default: as fast as it goes. */
  readonly bytesPerSecond?: number;
  /**
   * Bytes arrive in slices of 1 up to that many, drawn for each slice, each in a write of its own.
   * Default: as they came.
   */
  readonly sliceBytes?: number;
  /** Ends both directions as soon as `at` bytes of this one have passed; 0 lets none through. */
  readonly cut?: { readonly at: number; readonly by: CutKind };
}

/** What happens to the answers of an HTTP/1.1 callee. */
export interface AnswerFaults extends DirectionFaults {
  /** Statuses of interim answers that are put before every answer: 100, 102, 103. */
  readonly interim?: readonly number[];
  /**
   * Every answer is given twice: the copy follows `at once`, or comes `with the next` answer on the
   * connection, in front of it, so that the next request is answered with what belongs to another.
   */
  readonly duplicate?: "at once" | "with the next";
}

/** What happens to one connection. Nothing that is left out happens. */
export interface ConnectionFaults {
  /** Instead of reaching the target: closed, reset, or accepted and never answered. */
  readonly accept?: "close" | "reset" | "black hole";
  readonly request?: DirectionFaults;
  readonly answer?: AnswerFaults;
  /**
   * Closes an HTTP/1.1 connection that has been idle for `ms` after an answer: `on time`, or at the
   * worst moment, `on use`, when the next request has been sent already. That request does not
   * reach the target.
   */
  readonly idle?: { readonly ms: number; readonly close: "on time" | "on use"; readonly by: "fin" | "rst" };
}

/** What happens to the connections of a proxy, in the order in which they are accepted. */
export interface FaultPlan {
  /** Faults of the first connection, the second and so on. Default: none are told apart. */
  readonly connections?: readonly ConnectionFaults[];
  /**
   * Faults of all further connections: for each of them one of these, drawn by the seed. Default:
   * no faults.
   */
  readonly others?: ConnectionFaults | readonly ConnectionFaults[];
}

const none: ConnectionFaults = {};

/** The faults of one connection. @param index counts from 0. */
export function faultsOf(plan: FaultPlan, index: number, random: () => number): ConnectionFaults {
  const own = plan.connections?.[index];
  if (own !== undefined) return own;
  const others = plan.others ?? none;
  if (!isList(others)) return others;
  return others[Math.floor(random() * others.length)] ?? none;
}

/** @throws {RangeError} for a number that cannot be meant, naming its place in the plan. */
export function assertFaultPlan(plan: FaultPlan): void {
  const { others = none } = plan;
  for (const [index, faults] of (plan.connections ?? []).entries()) assertFaults(faults, `connections[${index}]`);
  if (isList(others)) for (const [index, faults] of others.entries()) assertFaults(faults, `others[${index}]`);
  else assertFaults(others, "others");
}

function assertFaults({ request, answer, idle }: ConnectionFaults, place: string): void {
  for (const [name, direction] of Object.entries({ request, answer })) {
    const path = `${place}.${name}`;
    assertAtLeast(direction?.latencyMs, 0, `${path}.latencyMs`);
    assertAtLeast(direction?.jitterMs, 0, `${path}.jitterMs`);
    assertAtLeast(direction?.bytesPerSecond, 1, `${path}.bytesPerSecond`);
    assertAtLeast(direction?.sliceBytes, 1, `${path}.sliceBytes`);
    assertAtLeast(direction?.cut?.at, 0, `${path}.cut.at`);
  }
  assertAtLeast(idle?.ms, 0, `${place}.idle.ms`);
  for (const status of answer?.interim ?? []) {
    if (Number.isInteger(status) && status >= 100 && status < 200 && status !== 101) continue;
    throw new RangeError(`${place}.answer.interim: expected statuses like 100 and 103, but not 101, found ${status}`);
  }
}

function assertAtLeast(value: number | undefined, least: number, path: string): void {
  if (value === undefined || (Number.isFinite(value) && value >= least)) return;
  throw new RangeError(`${path}: expected a number of at least ${least}, found ${value}`);
}

function isList(others: NonNullable<FaultPlan["others"]>): others is readonly ConnectionFaults[] {
  return Array.isArray(others);
}
