/** What a fault proxy does to each connection, as data: the same plan and the same seed give the same faults. */

/** The early end of a connection: closed, reset, or open for ever without another byte. */
export type CutKind = "fin" | "rst" | "stall";

/** The faults of the bytes of one direction. */
export interface DirectionFaults {
  /** Milliseconds by which every byte comes later, from 0. Default 0. */
  readonly latencyMs?: number;
  /**
   * Milliseconds at most that are added to the latency, drawn for each piece that arrives. Order is
   * kept. Default 0.
   */
  readonly jitterMs?: number;
  /** The throughput, from 1. Default: unlimited. */
  readonly bytesPerSecond?: number;
  /**
   * Bytes arrive in slices of 1 up to that many, drawn for each slice, each in a write of its own.
   * Default: as they came.
   */
  readonly sliceBytes?: number;
  /** Ends both directions after some bytes of this one. Default: never. */
  readonly cut?: {
    /** Bytes that pass before the end; 0 lets none through. */
    readonly at: number;
    /** The kind of end. */
    readonly by: CutKind;
  };
}

/** The faults of the responses of an HTTP/1.1 callee. */
export interface ResponseFaults extends DirectionFaults {
  /**
   * Statuses of interim responses that are put before every response: 100, 102, 103. Default: none.
   */
  readonly interim?: readonly number[];
  /**
   * Sends every response twice: the copy follows `at once`, or comes `with the next` response on
   * the connection, in front of it, so that the next request receives the response of another.
   * Default: once.
   */
  readonly duplicate?: "at once" | "with the next";
}

/** The faults of one connection. Nothing that is left out happens. */
export interface ConnectionFaults {
  /**
   * Instead of reaching the target: closed, reset, or accepted and never served. Default: passed
   * on.
   */
  readonly accept?: "close" | "reset" | "black hole";
  /** Faults of the bytes to the target. Default: none. */
  readonly request?: DirectionFaults;
  /** Faults of the bytes to the caller. Default: none. */
  readonly response?: ResponseFaults;
  /** Closes an HTTP/1.1 connection that has been idle after a response. Default: never. */
  readonly idle?: {
    /** Milliseconds after the response, from 0. */
    readonly ms: number;
    /**
     * `on time`, or at the worst moment, `on use`, when the next request has been sent already: it
     * does not reach the target.
     */
    readonly close: "on time" | "on use";
    /** Closed or reset. */
    readonly by: "fin" | "rst";
  };
}

/** The faults of a proxy's connections, in the order in which they are accepted. */
export interface FaultPlan {
  /** Faults of the first connection, the second and so on. Default: none has faults of its own. */
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

/**
 * Refuses numbers that make no sense.
 * @throws {RangeError} naming the place in the plan.
 */
export function assertFaultPlan(plan: FaultPlan): void {
  const { others = none } = plan;
  for (const [index, faults] of (plan.connections ?? []).entries()) assertFaults(faults, `connections[${index}]`);
  if (isList(others)) for (const [index, faults] of others.entries()) assertFaults(faults, `others[${index}]`);
  else assertFaults(others, "others");
}

function assertFaults({ request, response: answer, idle }: ConnectionFaults, place: string): void {
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
    throw new RangeError(`${place}.response.interim: expected statuses like 100 and 103, but not 101, found ${status}`);
  }
}

function assertAtLeast(value: number | undefined, least: number, path: string): void {
  if (value === undefined || (Number.isFinite(value) && value >= least)) return;
  throw new RangeError(`${path}: expected a number of at least ${least}, found ${value}`);
}

function isList(others: NonNullable<FaultPlan["others"]>): others is readonly ConnectionFaults[] {
  return Array.isArray(others);
}
