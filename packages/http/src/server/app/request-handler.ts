/** Serves an application's contracts from the requests of an existing app. */

import type { IncomingMessage, ServerResponse } from "node:http";
import { ConfigurationError, type Fault } from "@seamline/core";
import type { ApplicationHost } from "@seamline/core/extend";
import { createSkewWatch } from "@seamline/core/wire";
import { restoreTarget } from "../../binding/original-path.ts";
import { headerOf, wireHeaders } from "../../binding/wire-headers.ts";
import { admitInternal, admitPublic, toPublicRequest } from "../admission.ts";
import { createBatchServer } from "../batch/batch-server.ts";
import { createCallServer } from "../call-server.ts";
import { createCors } from "../cors.ts";
import { maxHeadBytes } from "../listener-options.ts";
import { createOperationRouter, findRouteFaults } from "../operation-router.ts";
import { ownsRequest, type RequestHead } from "../request-routing.ts";
import { type AppBody, AppRequest } from "./app-request.ts";
import {
  type PublicServing,
  type ResolvedLimits,
  type ResolvedServing,
  readServeOptions,
  type ServeOptions,
} from "./serve-options.ts";
import { ServedSide, servedBy } from "./served-side.ts";
import { claimsService, createSignedRequests } from "./signed-requests.ts";

/** One request of the app. */
export interface HandledRequest<Context> {
  /** The request of Node's server, also through its interface for HTTP/2. */
  readonly req: IncomingMessage;
  /** The response of Node's server. */
  readonly res: ServerResponse;
  /** The value that the app's framework passes to its middleware, for `authenticate`. */
  readonly context: Context;
  /** `false` for a request without a connection, whose client has no address. Default `true`. */
  readonly connected?: boolean | undefined;
  /** The body, if the app has read it. Default: the members of `req`. */
  readonly body?: AppBody | undefined;
  /** Called once before a request is served: nothing else may write its response from then on. */
  readonly begin?: (() => void) | undefined;
  /** Called once for a request that is not for the contracts. Default: it gets 404 or 405. */
  readonly next?: (() => void) | undefined;
}

/** Contracts in an existing app. */
export interface RequestHandler<Context> {
  /**
   * Settles once the application has started; rejects with the faults of its configuration.
   * Requests to the contracts wait for that, all others as long as the modules are loaded.
   */
  readonly started: Promise<void>;
  /**
   * Serves a request, or passes it on. Never throws.
   */
  handle(request: HandledRequest<Context>): void;
  /** Tests, once the modules are loaded, for a request that `handle` would not pass on. */
  owns(head: RequestHead): Promise<boolean>;
}

/** The sides of an app. The public one has no operations if only the internal one is served. */
interface Sides {
  readonly public: ServedSide;
  readonly internal: ServedSide | undefined;
}

/**
 * Creates the handler of the requests of an existing app, and starts the application unless it has
 * started. `app.stop()` drains the contracts; the app's server is left alone.
 * @throws {ConfigurationError} with the faults of the options.
 * @example
 * ```ts
 * const { handle } = createRequestHandler(getApplicationHost(app), { public: {} });
 * createServer((req, res) => handle({ req, res, context: req, next: () => legacy(req, res) }));
 * ```
 */
export function createRequestHandler<Context>(
  host: ApplicationHost,
  options: ServeOptions<Context>,
): RequestHandler<Context> {
  const serving = readServeOptions(options);
  const loaded = Promise.withResolvers<void>();
  let settled = false;
  let sides: Sides | undefined;
  const open = (): readonly Fault[] => {
    const faults = findSideFaults(host, serving);
    if (faults.length > 0) return faults;
    sides = createSides(host, serving, options);
    settled = true;
    loaded.resolve();
    return [];
  };
  const start = async (): Promise<void> => {
    try {
      await host.start(open);
      // An application that had started already has not called the function.
      const faults = sides === undefined ? open() : [];
      if (faults.length > 0) throw new ConfigurationError(faults);
    } catch (reason) {
      sides = undefined;
      throw reason;
    } finally {
      settled = true;
      loaded.resolve();
    }
  };
  host.addListener({
    async drain() {
      await Promise.all([sides?.public.drain(), sides?.internal?.drain()]);
    },
  });
  const find = (head: RequestHead): ServedSide | undefined => {
    if (sides?.internal !== undefined && claimsService(head)) return sides.internal;
    const owned = sides !== undefined && ownsRequest(sides.public.routes, head, options.health === true);
    return owned ? sides?.public : undefined;
  };
  const serve = (request: HandledRequest<Context>): void => {
    const { req: raw, res, context, body = raw as AppBody, begin, next, connected = true } = request;
    const url = res.headersSent || res.destroyed ? undefined : withoutPrefix(raw.url ?? "", serving.prefix);
    const req = new AppRequest(raw, url ?? "", context, connected);
    const side = (url === undefined ? undefined : find(req)) ?? (next === undefined ? sides?.public : undefined);
    if (side === undefined) {
      if (next !== undefined) next();
      else if (!res.headersSent) res.writeHead(503).end(); // the application has not started
      return;
    }
    const path = side === sides?.internal ? headerOf(req, wireHeaders.path) : undefined;
    if (path !== undefined) req.url = restoreTarget(req.url, path);
    begin?.();
    side.serve(req, res, body);
  };
  return {
    started: start(),
    handle(request) {
      if (settled) serve(request);
      else loaded.promise.then(() => serve(request));
    },
    async owns({ method, url = "", headers }) {
      await loaded.promise;
      const below = withoutPrefix(url, serving.prefix);
      return below !== undefined && find({ method, url: below, headers }) !== undefined;
    },
  };
}

function findSideFaults(host: ApplicationHost, serving: ResolvedServing): readonly Fault[] {
  const contracts = host.dispatchers.map(({ contract }) => contract);
  const faults: Fault[] = [];
  const served = [serving.servesPublic && "public", serving.internal && "internal"] as const;
  for (const name of served) {
    if (name) faults.push(...findRouteFaults(`serveContracts ${name}`, contracts, servedBy[name]));
  }
  if (serving.internal !== undefined && host.keys.length === 0) {
    const message = "expected keys, as the outside may reach the port of an app; set SEAMLINE_KEYS=<id>:<base64>";
    faults.push({ key: "serveContracts internal", message });
  }
  return faults;
}

function createSides<Context>(host: ApplicationHost, serving: ResolvedServing, options: ServeOptions<Context>): Sides {
  return {
    public: createPublicSide(host, serving, options.public ?? {}),
    internal: serving.internal && createInternalSide(host, serving.internal, options.onSkew),
  };
}

function createPublicSide<Context>(
  host: ApplicationHost,
  { public: limits, servesPublic }: ResolvedServing,
  { authenticate, cors }: PublicServing<Context>,
): ServedSide {
  // The context of a request is what `handle` got with it.
  const admit = admitPublic(
    authenticate && ((req) => authenticate(toPublicRequest(req), (req as AppRequest).context as Context)),
  );
  return new ServedSide({
    host,
    limits,
    routes: {
      router: createOperationRouter(host.dispatchers, servesPublic ? servedBy.public : () => false),
      serve: createCallServer({ admit, maxBodyBytes: limits.maxBodyBytes }),
      cors: cors && createCors(cors),
    },
  });
}

function createInternalSide(host: ApplicationHost, limits: ResolvedLimits, onSkew: ServeOptions["onSkew"]): ServedSide {
  const router = createOperationRouter(host.dispatchers, servedBy.internal);
  const { maxBodyBytes, maxCalls } = limits;
  const signed = createSignedRequests(host.keys, router, maxBodyBytes);
  const { checkPeer } = signed;
  const watchSkew = onSkew && createSkewWatch(onSkew);
  return new ServedSide({
    host,
    limits,
    signed,
    routes: {
      router,
      serve: createCallServer({ admit: admitInternal(checkPeer), maxBodyBytes, watchSkew }),
      serveBatch: createBatchServer({
        router,
        checkPeer,
        watchSkew,
        maxBodyBytes,
        maxCalls,
        maxHeadBytes: maxHeadBytes.internal,
      }),
    },
  });
}

/** Returns the target below a prefix; `undefined` for a target elsewhere. */
function withoutPrefix(url: string, prefix: string): string | undefined {
  if (prefix === "") return url;
  return url.startsWith(`${prefix}/`) ? url.slice(prefix.length) : undefined;
}
