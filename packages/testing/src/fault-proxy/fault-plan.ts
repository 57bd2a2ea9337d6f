/** The faults of a proxy's connections, as data: equal plans with equal seeds give equal faults. */

import { anything, arrayOf, assertSettings, either, object, oneOf, type Setting } from "@seamline/core/settings";

/**
 * The early end of a connection: closed (`fin`), reset (`rst`), or left open without another byte
 * (`stall`).
 */
export type CutKind = "fin" | "rst" | "stall";

/** The faults of the bytes of one direction. */
export interface DirectionFaults {
  /** The delay of every byte, in milliseconds, from 0. Default 0. */
  readonly latencyMs?: number;
  /**
   * The maximum of a random delay added to the latency, in milliseconds, drawn for each received
   * chunk. Order is kept. Default 0.
   */
  readonly jitterMs?: number;
  /** The throughput in bytes per second, from 1. Default: unlimited. */
  readonly bytesPerSecond?: number;
  /**
   * The maximum size of a slice: bytes are written in slices of 1 to this size, drawn for each.
   * Default: as received.
   */
  readonly sliceBytes?: number;
  /** Ends both directions after a number of bytes in this one. Default: never. */
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
   * Statuses of interim responses sent before every response, such as 100, 102 and 103. Default:
   * none.
   */
  readonly interim?: readonly number[];
  /**
   * Sends every response twice: the copy follows `at once`, or precedes the next response on the
   * connection (`with the next`), so that the next request receives the response of another.
   * Default: once.
   */
  readonly duplicate?: "at once" | "with the next";
}

/** The faults of one connection; absent ones do not occur. */
export interface ConnectionFaults {
  /**
   * Instead of being forwarded, the connection is closed, reset, or accepted and never served.
   * Default: forwarded.
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
     * `on time` closes after this time; `on use` closes when the next request has been sent, which
     * then does not reach the target.
     */
    readonly close: "on time" | "on use";
    /** Closed or reset. */
    readonly by: "fin" | "rst";
  };
}

/** The faults of a proxy's connections, in the order in which they are accepted. */
export interface FaultPlan {
  /** Faults of the first connection, the second and so on. Default: none. */
  readonly connections?: readonly ConnectionFaults[];
  /**
   * Faults of all further connections; of a list, one entry is drawn for each connection. Default:
   * no faults.
   */
  readonly others?: ConnectionFaults | readonly ConnectionFaults[];
}

const none: ConnectionFaults = {};

const direction = {
  latencyMs: anything,
  jitterMs: anything,
  bytesPerSecond: anything,
  sliceBytes: anything,
  cut: object({ at: anything, by: oneOf("fin", "rst", "stall") }, ["at", "by"]),
};
const faultsSetting: Setting = object({
  accept: oneOf("close", "reset", "black hole"),
  request: object(direction),
  response: object({
    ...direction,
    interim: arrayOf("an array of statuses", anything),
    duplicate: oneOf("at once", "with the next"),
  }),
  idle: object({ ms: anything, close: oneOf("on time", "on use"), by: oneOf("fin", "rst") }, ["ms", "close", "by"]),
});
const faultsList: Setting = arrayOf("an array of faults by connection", faultsSetting);

/** Accepts the names and words of a plan; {@link assertFaultPlan} checks its numbers. */
const planSetting: Setting = object({
  connections: faultsList,
  others: either((given) => (Array.isArray(given) ? faultsList : faultsSetting)),
});

/** Returns the faults of one connection. @param index counted from 0. */
export function faultsOf(plan: FaultPlan, index: number, random: () => number): ConnectionFaults {
  const own = plan.connections?.[index];
  if (own !== undefined) return own;
  const others = plan.others ?? none;
  if (!isList(others)) return others;
  return others[Math.floor(random() * others.length)] ?? none;
}

/**
 * Checks the names, words and numbers of a plan.
 * @throws {TypeError} for an unknown name or word.
 * @throws {RangeError} for a number out of bounds, with its path in the plan.
 */
export function assertFaultPlan(plan: FaultPlan): void {
  assertSettings("faults", planSetting, plan);
  const { others = none } = plan;
  for (const [index, faults] of (plan.connections ?? []).entries()) assertFaults(faults, `connections[${index}]`);
  if (isList(others)) for (const [index, faults] of others.entries()) assertFaults(faults, `others[${index}]`);
  else assertFaults(others, "others");
}

function assertFaults({ request, response, idle }: ConnectionFaults, position: string): void {
  for (const [name, direction] of Object.entries({ request, response })) {
    const path = `${position}.${name}`;
    assertAtLeast(direction?.latencyMs, 0, `${path}.latencyMs`);
    assertAtLeast(direction?.jitterMs, 0, `${path}.jitterMs`);
    assertAtLeast(direction?.bytesPerSecond, 1, `${path}.bytesPerSecond`);
    assertAtLeast(direction?.sliceBytes, 1, `${path}.sliceBytes`);
    assertAtLeast(direction?.cut?.at, 0, `${path}.cut.at`);
  }
  assertAtLeast(idle?.ms, 0, `${position}.idle.ms`);
  for (const status of response?.interim ?? []) {
    if (Number.isInteger(status) && status >= 100 && status < 200 && status !== 101) continue;
    throw new RangeError(
      `${position}.response.interim: expected statuses like 100 and 103, but not 101, found ${status}`,
    );
  }
}

function assertAtLeast(value: number | undefined, least: number, path: string): void {
  if (value === undefined || (Number.isFinite(value) && value >= least)) return;
  throw new RangeError(`${path}: expected a number of at least ${least}, found ${value}`);
}

function isList(others: NonNullable<FaultPlan["others"]>): others is readonly ConnectionFaults[] {
  return Array.isArray(others);
}
