/**
 * The rules of `seamline diff`: for each kind of change the sides that it breaks, the reason, and
 * the next step.
 *
 * A change is checked against both orders of deployment. **Callers** break when a caller built with
 * the contract before meets handlers of the contract after. **Handlers** break when handlers
 * written for the contract before meet callers of the contract after; such handlers often do not
 * compile against it either. In an input, a narrower type breaks callers and a wider one breaks
 * handlers; in an output it is the reverse.
 *
 * The payload of an event travels as an output does, from its owner. **Receivers** break when
 * services that handle it by the contract before meet events of the contract after. **Publishers**
 * break when events published by the contract before, which may be queued for days, meet receivers
 * of the contract after.
 */

/** A side of a call or of an event that a change breaks. */
export type Side = "callers" | "handlers" | "receivers" | "publishers";

/**
 * The direction in which the values of a schema travel: an input from the caller, an output or the
 * details of an error to it, an event from its publisher to its receivers.
 */
export type Direction = "input" | "output" | "event";

/** A side of a call. */
export type CallSide = "callers" | "handlers";

/** One rule. */
export interface Rule {
  /** The sides that break; for a schema, in an input. */
  readonly input: readonly Side[];
  /** The sides that break for a schema in an output; otherwise the same as `input`. */
  readonly output: readonly Side[];
  readonly reason: string;
  /** The next step; one per broken side if they differ. */
  readonly next: string | Readonly<Record<CallSide, string>>;
}

/** The sides of an event in place of those of an output. */
export const eventSides: Readonly<Record<Side, Side>> = {
  callers: "receivers",
  handlers: "publishers",
  receivers: "receivers",
  publishers: "publishers",
};

/** No side, in either direction. */
export const breaksNeither: Pick<Rule, "input" | "output"> = { input: [], output: [] };
/** Callers, in either direction. */
export const breaksCallers: Pick<Rule, "input" | "output"> = { input: ["callers"], output: ["callers"] };
/** Handlers, in either direction. */
export const breaksHandlers: Pick<Rule, "input" | "output"> = { input: ["handlers"], output: ["handlers"] };
/** Both, in either direction. */
export const breaksBoth: Pick<Rule, "input" | "output"> = {
  input: ["callers", "handlers"],
  output: ["callers", "handlers"],
};

/** Receivers of an event. */
export const breaksReceivers: Pick<Rule, "input" | "output"> = { input: ["receivers"], output: ["receivers"] };
/** Events that were published before. */
export const breaksPublishers: Pick<Rule, "input" | "output"> = { input: ["publishers"], output: ["publishers"] };

/** The next step for a schema by broken side: that side must be deployed first. */
const firstOf: Readonly<Record<CallSide, string>> = {
  callers: "deploy the callers first, or add an operation or a field beside it",
  handlers: "deploy the handlers before callers that are built with this contract",
};

/** Values that were refused are now accepted. */
export const wider: Pick<Rule, "input" | "output" | "next"> = {
  input: ["handlers"],
  output: ["callers"],
  next: firstOf,
};
/** Values that were accepted are now refused. */
export const narrower: Pick<Rule, "input" | "output" | "next"> = {
  input: ["callers"],
  output: ["handlers"],
  next: firstOf,
};

/** The next step without one. */
export const nothing: string = "nothing to do";
/** The next step if new callers need new handlers. */
export const handlersFirst: string = firstOf.handlers;
/** The next step if old and new callers cannot be served by one operation. */
export const newOperation: string =
  "leave the operation as it is and add another beside it, until no caller uses the old one";
/** The next step if old and new events cannot be one. */
export const newVersion: string =
  "leave the event as it is and publish another version beside it, such as `orderCreatedV2`, until no contract handles the old one";

/** The next step for the payload of an event, by broken side. */
export const nextOfEvents: Readonly<Record<"receivers" | "publishers" | "both", string>> = {
  receivers: "deploy the services that handle it first, or publish another version beside it",
  publishers:
    "deploy the services that handle it when no event published before is queued, or publish another version beside it",
  both: newVersion,
};
