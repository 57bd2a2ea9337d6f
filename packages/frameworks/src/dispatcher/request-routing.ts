/** One request: to an application in memory, to the dispatcher behind, or to nowhere. */

import { fieldsOf, soon } from "@seamline/core/internal";
import { object, type Setting, value } from "@seamline/core/settings";
import type { UndiciDispatch, UndiciDispatchOptions, UndiciHandler } from "@seamline/http/extend";
import { dispatchInto } from "../memory/dispatch-into.ts";
import { toError } from "../memory/response-flow.ts";
import { SubRequestError } from "../memory/sub-request-error.ts";
import { type OlderHandler, toBothForms, toNewer } from "./handler-forms.ts";
import type { RouteTable } from "./routes.ts";
import { ServedRequest } from "./served-request.ts";

/** Time limits of requests that an application in memory serves. */
export interface ServingOptions {
  /**
   * Milliseconds from the last piece of a request to the head of its response, where the request
   * sets none; 0 for no limit. Default 300,000, as in undici.
   */
  readonly headersTimeout?: number;
  /**
   * Milliseconds between two chunks of a response, where the request sets none; 0 for no limit.
   * Default 300,000, as in undici.
   */
  readonly bodyTimeout?: number;
}

const milliseconds = value(
  "milliseconds, 0 or more",
  (given) => typeof given === "number" && Number.isFinite(given) && given >= 0,
);

/** Accepts {@link ServingOptions}, and further options. */
export function servingSetting(further: Readonly<Record<string, Setting>> = {}): Setting {
  return object({ headersTimeout: milliseconds, bodyTimeout: milliseconds, ...further });
}

const byDefaultMs = 300_000;

/** Where requests go. */
export interface RequestWays {
  readonly table: RouteTable;
  readonly limits: ServingOptions;
  /** The dispatcher of origins without a route; `undefined` refuses them. */
  readonly otherwise: UndiciDispatch | undefined;
  /** The requests that applications serve now. */
  readonly underWay: Set<ServedRequest>;
  /** Called when one of these has ended. */
  onEnd(): void;
}

/**
 * Sends one request on its way.
 * @throws {Error} as undici does, `UND_ERR_INVALID_ARG`, for a handler that could not learn of it.
 */
export function routeRequest(
  ways: RequestWays,
  options: UndiciDispatchOptions,
  handler: UndiciHandler | OlderHandler,
): boolean {
  assertHandler(handler);
  let origin: URL | undefined;
  try {
    origin = readOrigin(options);
  } catch (reason) {
    return refuse(handler, toError(reason));
  }
  const target = ways.table.find(origin);
  if (target === undefined) {
    if (ways.otherwise !== undefined) return ways.otherwise(withoutDispatcher(options), toBothForms(handler));
    const next = "give { otherwise: new Agent() } to send other requests over the network";
    return refuse(handler, new SubRequestError("UND_ERR_NOT_SUPPORTED", `${ways.table.explain(origin)}; ${next}`));
  }
  if (target === "refuse") {
    const text = `requests to ${origin?.origin ?? "no origin"} are refused by a route`;
    return refuse(handler, new SubRequestError("UND_ERR_NOT_SUPPORTED", text));
  }
  const limits = {
    headersTimeout: options.headersTimeout ?? ways.limits.headersTimeout ?? byDefaultMs,
    bodyTimeout: options.bodyTimeout ?? ways.limits.bodyTimeout ?? byDefaultMs,
  };
  const served = new ServedRequest(toNewer(handler), limits, (ended) => {
    ways.underWay.delete(ended);
    ways.onEnd();
  });
  ways.underWay.add(served);
  return dispatchInto(target, { ...options, body: served.watch(options.body) }, served);
}

/** undici 7 passes on the dispatcher that `request` was given; undici 8 refuses such options. */
function withoutDispatcher(options: UndiciDispatchOptions & { readonly dispatcher?: unknown }): UndiciDispatchOptions {
  if (options.dispatcher === undefined) return options;
  const { dispatcher, ...rest } = options;
  return rest;
}

/** Reports an error to a handler, later: it expects none before `dispatch` has returned. */
export function refuse(handler: UndiciHandler | OlderHandler, reason: Error): boolean {
  const newer = toNewer(handler);
  const over = { aborted: true, paused: false, reason, abort() {}, pause() {}, resume() {} };
  soon(() => newer.onResponseError?.(over, reason));
  return true;
}

function assertHandler(handler: unknown): void {
  if (typeof handler !== "object" || handler === null) {
    throw new SubRequestError("UND_ERR_INVALID_ARG", "handler must be an object");
  }
  const { onResponseError, onError } = fieldsOf(handler);
  if (typeof onResponseError === "function" || typeof onError === "function") return;
  throw new SubRequestError("UND_ERR_INVALID_ARG", "invalid onResponseError method");
}

function readOrigin(options: unknown): URL | undefined {
  if (typeof options !== "object" || options === null) {
    throw new SubRequestError("UND_ERR_INVALID_ARG", "opts must be an object.");
  }
  const { origin } = fieldsOf(options);
  if (origin === undefined || origin === null || origin === "") return undefined;
  if (origin instanceof URL) return origin;
  const text = String(origin);
  if (URL.canParse(text)) return new URL(text);
  throw new SubRequestError("UND_ERR_INVALID_ARG", `expected an origin such as http://courier.local, found ${text}`);
}
