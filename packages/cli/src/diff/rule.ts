/**
 * What a rule of `seamline diff` says: whom a kind of change breaks, why, and what to do.
 *
 * Two deployments are looked at, because both happen. **Callers** break when one that was built with the contract before meets
 * handlers of the contract after. **Handlers** break when those that were written for the contract before meet callers of the
 * contract after; such handlers often do not compile against it either. In an input, what became narrower breaks callers and what
 * became wider breaks handlers; in an output it is the other way round.
 */

/** A side of a call that a change breaks. */
export type Side = "callers" | "handlers";

/** Which way the values of a schema travel: an input from the caller, an output and the details of an error to it. */
export type Direction = "input" | "output";

/** One rule. */
export interface Rule {
  /** Whom it breaks; for a schema in an input. */
  readonly input: readonly Side[];
  /** The same for a schema in an output; what is no schema has the same twice. */
  readonly output: readonly Side[];
  readonly reason: string;
  /** What to do; by who breaks, where that differs. */
  readonly next: string | Readonly<Record<Side, string>>;
}

/** Nobody, in either direction. */
export const breaksNobody: Pick<Rule, "input" | "output"> = { input: [], output: [] };
/** Callers, in either direction. */
export const breaksCallers: Pick<Rule, "input" | "output"> = { input: ["callers"], output: ["callers"] };
/** Handlers, in either direction. */
export const breaksHandlers: Pick<Rule, "input" | "output"> = { input: ["handlers"], output: ["handlers"] };
/** Both, in either direction. */
export const breaksBoth: Pick<Rule, "input" | "output"> = {
  input: ["callers", "handlers"],
  output: ["callers", "handlers"],
};

/** The advice for a schema by who breaks: that side has to be first. */
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

/** The advice where nothing is to be done. */
export const nothing: string = "nothing to do";
/** The advice where new callers need new handlers. */
export const handlersFirst: string = firstOf.handlers;
/** The advice where old and new callers cannot be served alike. */
export const newOperation: string =
  "leave the operation as it is and add another beside it, until no caller uses the old one";
