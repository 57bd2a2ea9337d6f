/** Options of contracts in an existing app, in the words of `listen`, checked when they are given. */

import { ConfigurationError, type Fault, type Principal } from "@seamline/core";
import { anything, callback, flag, object, type Setting, value } from "@seamline/core/settings";
import type { SkewReport } from "@seamline/core/wire";
import type { PublicRequest } from "../admission.ts";
import { type CorsOptions, findCorsFaults } from "../cors.ts";
import { corsSetting } from "../listen-settings.ts";
import { defaults, readLimit } from "../listener-options.ts";

/** Limits of the calls that arrive at an existing app, see `ListenerOptions` for those of listeners. */
export interface ServedLimits {
  /**
   * Requests without a complete response at most; further ones get 503. Also the number of calls in
   * batches at once. Default 4,096.
   */
  readonly maxCalls?: number | undefined;
  /** Milliseconds for the body of a request to arrive, once its headers have. Default 30,000. */
  readonly requestTimeoutMs?: number | undefined;
  /**
   * Milliseconds for calls that run when the application stops; then they are canceled, and fail
   * with `unavailable`. Default 25,000.
   */
  readonly drainTimeoutMs?: number | undefined;
  /** The largest request body, in bytes. Default 1 MiB. A smaller limit of the app's parser wins. */
  readonly maxBodyBytes?: number | undefined;
}

/**
 * Returns the principal of a request from outside, see `Authenticate`.
 * @param request the parts that a listener of Seamline has.
 * @param context the value that the app's framework passes to its middleware, with all that the
 * middleware before has added: a session, a user.
 */
export type AuthenticateIn<Context> = (
  request: PublicRequest,
  context: Context,
) => Principal | undefined | Promise<Principal | undefined>;

/** Calls from outside: exposed operations only. */
export interface PublicServing<Context> extends ServedLimits {
  /**
   * Turns a request into the principal on whose behalf the call is made. Default: every call is
   * anonymous.
   */
  readonly authenticate?: AuthenticateIn<Context> | undefined;
  /**
   * Lets scripts of other origins call the contracts from browsers. Default: left to the app, whose
   * own middleware may do so.
   */
  readonly cors?: CorsOptions | undefined;
}

/** Calls between services: every operation of the modules hosted here, signed by a known key. */
export interface InternalServing extends ServedLimits {}

/** Options of contracts that are served in an existing app. */
export interface ServeOptions<Context = unknown> {
  /** Serves calls from outside: exposed operations only. Default: none. */
  readonly public?: PublicServing<Context> | undefined;
  /**
   * Serves calls between services: every operation of the modules hosted here. Only requests whose
   * signature is valid reach them, so the application needs `SEAMLINE_KEYS`; for all others they do
   * not exist. Default: none.
   */
  readonly internal?: InternalServing | undefined;
  /**
   * The path below which the contracts are served, such as `/api`. Routers that cut their own path
   * from `req.url`, as Express does, need none. Default: none.
   */
  readonly prefix?: string | undefined;
  /** Serves `GET /health/live` and `GET /health/ready` below the prefix. Default `false`. */
  readonly health?: boolean | undefined;
  /** Receives callers that were built with another contract, see `ListenOptions`. */
  readonly onSkew?: ((report: SkewReport) => void) | undefined;
}

/** Limits after defaults. */
export type ResolvedLimits = Readonly<
  Record<"maxCalls" | "requestTimeoutMs" | "drainTimeoutMs" | "maxBodyBytes", number>
>;

/** Options after defaults. */
export interface ResolvedServing {
  /** The limits of the public side; also apply if it has no operations. */
  readonly public: ResolvedLimits;
  readonly servesPublic: boolean;
  /** `undefined` if the internal side is not served. */
  readonly internal: ResolvedLimits | undefined;
  /** Empty, or with a slash at the beginning and none at the end. */
  readonly prefix: string;
}

const limits = { maxCalls: anything, requestTimeoutMs: anything, drainTimeoutMs: anything, maxBodyBytes: anything };
const prefix: Setting = value(
  "a path such as /api, with a slash at the beginning and none at the end",
  (given) => typeof given === "string" && /^(?:\/[\w.~-]+)+$/.test(given) && !/\/\.\.?(?:\/|$)/.test(given),
);
const serveSetting: Setting = object({
  public: object({ ...limits, authenticate: callback, cors: object(corsSetting) }),
  internal: object(limits),
  prefix,
  health: flag,
  onSkew: callback,
});

/**
 * Checks the options.
 * @throws {ConfigurationError} with every fault.
 */
export function readServeOptions(options: ServeOptions<never>): ResolvedServing {
  const faults: Fault[] = serveSetting("", options).map(({ path, message }) => ({
    key: path === "" ? "serveContracts" : `serveContracts ${path}`,
    message,
  }));
  if (faults.length > 0) throw new ConfigurationError(faults);
  if (options.public === undefined && options.internal === undefined) {
    faults.push({ key: "serveContracts", message: "expected public, internal or both, found neither" });
  }
  if (options.public?.cors !== undefined) faults.push(...findCorsFaults(options.public.cors));
  const read = (name: "public" | "internal"): ResolvedLimits => {
    const given = options[name] ?? {};
    const readOne = (limit: keyof ResolvedLimits, fallback: number): number =>
      readLimit(`serveContracts ${name}.${limit}`, given[limit], fallback, faults);
    return {
      maxCalls: readOne("maxCalls", defaults.maxConnections),
      requestTimeoutMs: readOne("requestTimeoutMs", defaults.requestTimeoutMs),
      drainTimeoutMs: readOne("drainTimeoutMs", defaults.drainTimeoutMs),
      maxBodyBytes: readOne("maxBodyBytes", defaults.maxBodyBytes),
    };
  };
  const resolved: ResolvedServing = {
    public: read("public"),
    servesPublic: options.public !== undefined,
    internal: options.internal && read("internal"),
    prefix: options.prefix ?? "",
  };
  if (faults.length > 0) throw new ConfigurationError(faults);
  return resolved;
}
