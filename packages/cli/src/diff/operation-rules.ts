/** The rules for services, operations and declared errors. */

import {
  breaksBoth,
  breaksCallers,
  breaksHandlers,
  breaksNeither,
  handlersFirst,
  newOperation,
  nothing,
  type Rule,
} from "./rule.ts";

/** The name of one of these rules. */
export type OperationRuleName =
  | "service-added"
  | "service-removed"
  | "service-renamed"
  | "operation-added"
  | "operation-removed"
  | "operation-renamed"
  | "method-changed"
  | "path-changed"
  | "placeholder-renamed"
  | "location-changed"
  | "exposure-narrowed"
  | "exposure-widened"
  | "idempotency-removed"
  | "idempotency-added"
  | "stream-changed"
  | "caller-allowed"
  | "caller-refused"
  | "timeout-changed"
  | "output-added"
  | "output-removed"
  | "error-added"
  | "error-removed"
  | "error-code-changed"
  | "error-status-changed"
  | "error-retryable-changed"
  | "error-details-added"
  | "error-details-removed";

/** The rules by name. */
export const operationRules: Readonly<Record<OperationRuleName, Rule>> = {
  // services and operations
  "service-added": { ...breaksNeither, reason: "it has no callers yet", next: nothing },
  "service-removed": {
    ...breaksCallers,
    reason: "its callers no longer reach a callee",
    next: "remove it when no service has a client of it any more",
  },
  "service-renamed": {
    ...breaksBoth,
    reason: "the name is part of every operation's id, of the configuration and of signatures",
    next: "leave the name as it is",
  },
  "operation-added": {
    ...breaksHandlers,
    reason: "handlers without it do not compile, and its callers get `unimplemented`",
    next: handlersFirst,
  },
  "operation-removed": {
    ...breaksCallers,
    reason: "its callers get `unimplemented`",
    next: "mark it `deprecated` and remove it when no caller is left",
  },
  "operation-renamed": {
    ...breaksBoth,
    reason: "calls name the operation; only the route has stayed the same",
    next: "keep the old name, or add the new one on a route of its own",
  },
  "method-changed": { ...breaksBoth, reason: "requests of the one are not found by the other", next: newOperation },
  "path-changed": { ...breaksBoth, reason: "requests of the one are not found by the other", next: newOperation },
  "placeholder-renamed": {
    ...breaksNeither,
    reason: "a value in the path travels without its name; only code and recordings have it",
    next: "record the interactions of its consumers again",
  },
  "location-changed": {
    ...breaksBoth,
    reason: "the field is looked for where the other side does not put it",
    next: "keep its location with `in`, or add an operation beside it",
  },
  "exposure-narrowed": {
    ...breaksCallers,
    reason: "callers outside get the response of an unknown route",
    next: "make sure that it has no callers outside",
  },
  "exposure-widened": {
    ...breaksHandlers,
    reason: "handlers deployed before do not serve it outside",
    next: `check that every caller may use it; ${handlersFirst}`,
  },
  "idempotency-removed": {
    ...breaksCallers,
    reason: "callers built before repeat a call that must run once",
    next: "deploy the callers first, or let the operation stay idempotent",
  },
  "idempotency-added": {
    ...breaksHandlers,
    reason: "new callers repeat calls that handlers deployed before run twice",
    next: handlersFirst,
  },
  "stream-changed": {
    ...breaksBoth,
    reason: "one side sends a stream where the other expects one value, or another kind of stream",
    next: newOperation,
  },
  "caller-allowed": {
    ...breaksHandlers,
    reason: "handlers deployed before refuse the caller",
    next: handlersFirst,
  },
  "caller-refused": {
    ...breaksCallers,
    reason: "the caller gets `permission_denied`",
    next: "make sure that the caller no longer calls it",
  },
  "timeout-changed": {
    ...breaksNeither,
    reason: "each caller keeps the time it was built with",
    next: "check that the handlers are done in that time",
  },
  "output-added": {
    ...breaksHandlers,
    reason: "callers built before drop the output; new ones get none from handlers deployed before",
    next: handlersFirst,
  },
  "output-removed": {
    ...breaksCallers,
    reason: "callers built before get no output where they expect one, which is `internal`",
    next: newOperation,
  },
  // errors
  "error-added": {
    ...breaksNeither,
    reason: "callers built before get a ServiceError with its code, not its class",
    next: "build callers that must distinguish it with this contract",
  },
  "error-removed": {
    ...breaksHandlers,
    reason: "handlers that still throw it are masked as `internal`, and do not compile",
    next: "remove it from the handlers in the same change",
  },
  "error-code-changed": {
    ...breaksBoth,
    reason: "callers rebuild the class only if reason and code agree, and decide by the code whether to try again",
    next: "declare another error beside it",
  },
  "error-status-changed": {
    ...breaksCallers,
    reason: "callers that are not generated by Seamline decide by the status; generated ones do not read it",
    next: "keep the status, or declare another error beside it",
  },
  "error-retryable-changed": {
    ...breaksNeither,
    reason: "every response states by itself if a retry may help",
    next: nothing,
  },
  "error-details-added": {
    ...breaksHandlers,
    reason: "callers built before drop them; from handlers deployed before they are missing, which is `internal`",
    next: handlersFirst,
  },
  "error-details-removed": {
    ...breaksCallers,
    reason: "callers built before miss them, which is `internal`",
    next: "keep the details, or declare another error beside it",
  },
};
