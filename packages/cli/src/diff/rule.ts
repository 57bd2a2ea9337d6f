/**
 * The rules of `seamline diff`: for each kind of change the sides that it breaks, the reason, and
 * the next step.
 *
 * A change is checked against both orders of deployment. **Callers** break when a caller built with
 * the contract before meets handlers of the contract after. **Handlers** break when handlers
 * written for the contract before meet callers of the contract after; such handlers often do not
 * compile against it either. In an input, a narrower type breaks callers and a wider one breaks
 * handlers; in an output it is the reverse.
 */

/** A side of a call that a change breaks. */
export type Side = "callers" | "handlers";

/**
 * The direction in which the values of a schema travel: an input from the caller, an output or the
 * details of an error to it.
 */
export type Direction = "input" | "output";

/** One rule. */
export interface Rule {
  /** The sides that break; for a schema, in an input. */
  readonly input: readonly Side[];
  /** The sides that break for a schema in an output; otherwise the same as `input`. */
  readonly output: readonly Side[];
  readonly reason: string;
  /** The next step; one per broken side if they differ. */
  readonly next: string | Readonly<Record<Side, string>>;
}

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

/** The next step for a schema by broken side: that side must be deployed first. */
const firstOf: Readonly<Record<Side, string>> = {
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
