/** `listen`: opens the public and internal listeners of an application. */

import { type Application, ConfigurationError, type Fault } from "@seamline/core";
import { type ApplicationHost, getApplicationHost, type Operation } from "@seamline/core/extend";
import { fieldsOf } from "@seamline/core/settings";
import { createRefusalLog } from "@seamline/core/signing";
import { createSkewWatch, type SkewReport, type SkewWatch } from "@seamline/core/wire";
import { type Admission, admitInternal, admitPublic, toPublicRequest } from "./admission.ts";
import { createBatchServer } from "./batch/batch-server.ts";
import { createCallServer } from "./call-server.ts";
import { type CorsOptions, createCors, findCorsFaults } from "./cors.ts";
import { findOptionFaults } from "./listen-settings.ts";
import { type Listener, openListener } from "./listener.ts";
import {
  findKeyFault,
  type InternalListenerOptions,
  type PublicListenerOptions,
  type ResolvedListener,
  readListenerOptions,
} from "./listener-options.ts";
import { createOperationRouter, findRouteFaults, type OperationRouter } from "./operation-router.ts";
import type { Pages } from "./pages/openapi-pages.ts";
import type { OpenapiPagesOptions } from "./pages/openapi-pages-options.ts";
import { createPeerCheck, type PeerCheck } from "./peer.ts";
import type { Upstream } from "./upstream/upstream.ts";
import {
  type ResolvedUpstream,
  readUpstream,
  type UpstreamOptions,
  upstreamVariable,
} from "./upstream/upstream-options.ts";

/** The listeners to open. */
export interface ListenOptions {
  /** For calls from outside: exposed operations only. Default: no such listener. */
  readonly public?: PublicListenerOptions;
  /**
   * For calls between services: every operation of the modules hosted here, signed or by mutual
   * TLS. Default: no such listener.
   */
  readonly internal?: InternalListenerOptions;
  /**
   * Receives each caller that was built with another contract than this process, once per caller,
   * operation and contract, at most 1,000 times. Their calls are served all the same. Default:
   * contracts are not compared.
   */
  readonly onSkew?: (report: SkewReport) => void;
}

/** Open listeners. */
export interface Listening {
  /** The base URL of the public listener; absent without one. */
  readonly public?: string;
  /** The base URL of the internal listener; absent without one. */
  readonly internal?: string;
  /** Drains and closes the listeners. `app.stop()` does so as well. */
  close(): Promise<void>;
}

/**
 * Starts the application, unless it has started, and opens its listeners. `app.stop()` drains them.
 * @throws {ConfigurationError} with the faults of the listeners and of the application together.
 * @throws {Error} with Node's `code` if an address cannot be listened on, such as `EADDRINUSE`.
 * @example
 * ```ts
 * await listen(app, { public: { port: 3000, authenticate }, internal: { port: 3001 } });
 * ```
 */
export function listen(app: Application, options: ListenOptions): Promise<Listening> {
  return listenOn(getApplicationHost(app), options);
}

interface Plan {
  readonly name: "public" | "internal";
  readonly settings: ResolvedListener;
  readonly serves: (operation: Operation) => boolean;
  /** Creates the checks when the listener opens. */
  readonly createChecks: () => CallChecks;
  readonly watchSkew?: SkewWatch | undefined;
  readonly cors?: CorsOptions | undefined;
  readonly openapi?: OpenapiPagesOptions | undefined;
  readonly upstream?: string | UpstreamOptions | undefined;
}

/** The checks of a listener's calls. */
interface CallChecks {
  readonly admit: Admission;
  /** The check of peers, on listeners for services, which may send batches. */
  readonly checkPeer?: PeerCheck;
}

/** Opens listeners for a host that is not an application, see {@link listen}. */
export async function listenOn(host: ApplicationHost, options: ListenOptions): Promise<Listening> {
  const faults: Fault[] = [...findOptionFaults(options)];
  const plans = faults.length > 0 ? [] : planListeners(host, options, faults);
  const hasPages = plans.some(({ openapi }) => openapi !== undefined);
  const pages = hasPages ? await import("./pages/listener-pages.ts") : undefined;
  const findFaults = (): readonly Fault[] => [
    ...faults,
    ...plans.flatMap((plan) => findPlanFaults(host, plan)),
    ...plans.flatMap((plan) => pages?.findFaults(host, plan) ?? []),
    ...(plans.length > 0 && options.public === undefined && host.upstream !== undefined ? [unusedUpstream] : []),
  ];
  await host.start(findFaults);
  // An application that had started already has not called findFaults.
  const found = findFaults();
  if (found.length > 0) throw new ConfigurationError(found);
  const open: Partial<Record<Plan["name"], Listener>> = {};
  const close = async (): Promise<void> => {
    await Promise.all(Object.values(open).map((listener) => listener.drain()));
  };
  try {
    for (const plan of plans) {
      open[plan.name] = await openPlanned(host, plan, await pages?.open(host, plan)).catch((reason) =>
        explainOpening(plan, reason),
      );
    }
  } catch (reason) {
    await close();
    throw reason;
  }
  host.addListener({ drain: close });
  return {
    ...(open.public && { public: open.public.url }),
    ...(open.internal && { internal: open.internal.url }),
    close,
  };
}

const unusedUpstream: Fault = {
  key: upstreamVariable,
  message: "expected a public listener, which passes requests to it, found none; open one, or remove the variable",
};

/** Adds the listener and its address to an error of Node, which names the address at most. */
function explainOpening({ name, settings }: Plan, cause: unknown): never {
  const { socketPath, host, port } = settings;
  const { code, message } = fieldsOf(cause);
  const next = code === "EADDRINUSE" ? "stop the process that uses it, or choose another" : "choose another";
  const at = socketPath ?? `${host}:${port}`;
  throw Object.assign(
    new Error(`${name} listener: expected to listen on ${at}, found ${String(code ?? message)}; ${next}`, { cause }),
    { code },
  );
}

function planListeners(host: ApplicationHost, options: ListenOptions, faults: Fault[]): readonly Plan[] {
  const plans: Plan[] = [];
  if (options.public !== undefined) {
    const { authenticate, cors, openapi, upstream } = options.public;
    if (cors !== undefined) faults.push(...findCorsFaults(cors));
    plans.push({
      name: "public",
      settings: readListenerOptions("public", options.public, faults),
      serves: ({ expose }) => expose === "public",
      createChecks: () => ({ admit: admitPublic(authenticate && ((req) => authenticate(toPublicRequest(req)))) }),
      cors,
      openapi,
      upstream,
    });
  }
  if (options.internal !== undefined) {
    const { tls } = options.internal;
    plans.push({
      name: "internal",
      settings: readListenerOptions("internal", options.internal, faults),
      serves: () => true,
      createChecks: () => {
        const checkPeer = createPeerCheck(host.keys, createRefusalLog("internal"), tls);
        return { admit: admitInternal(checkPeer), checkPeer };
      },
      watchSkew: options.onSkew && createSkewWatch(options.onSkew),
    });
  }
  return plans;
}

function findPlanFaults(host: ApplicationHost, plan: Plan): readonly Fault[] {
  const { name, settings, serves } = plan;
  const faults: Fault[] = [];
  resolveUpstream(host, plan, faults);
  const contracts = host.dispatchers.map(({ contract }) => contract);
  const keyFault = name === "internal" ? findKeyFault(settings, host.keys) : undefined;
  return [...faults, ...(keyFault ? [keyFault] : []), ...findRouteFaults(`${name} listener`, contracts, serves)];
}

function resolveUpstream(host: ApplicationHost, plan: Plan, faults: Fault[]): ResolvedUpstream | undefined {
  if (plan.name !== "public") return undefined;
  return readUpstream(plan.upstream, host.upstream, plan.settings.maxConnections, faults);
}

/** Creates the upstream of a listener; its code is loaded by those that have one. */
async function openUpstream(
  host: ApplicationHost,
  plan: Plan,
  router: OperationRouter,
  pages: Pages | undefined,
): Promise<Upstream | undefined> {
  const settings = resolveUpstream(host, plan, []);
  if (settings === undefined) return undefined;
  const { createUpstream } = await import("./upstream/upstream.ts");
  const served = host.dispatchers.map(({ contract }) => contract);
  const { tls, requestTimeoutMs } = plan.settings;
  return createUpstream({
    settings,
    router,
    ownsPage: (req) => pages?.has(req) === true,
    contracts: host.contracts ?? served,
    hosted: new Set(served.map(({ name }) => name)),
    secure: tls !== undefined,
    requestTimeoutMs,
  });
}

async function openPlanned(host: ApplicationHost, plan: Plan, pages: Pages | undefined): Promise<Listener> {
  const { name, settings, serves, createChecks, watchSkew, cors } = plan;
  const trustsCallIds = name === "internal";
  const { admit, checkPeer } = createChecks();
  const { maxBodyBytes, maxHeadBytes, maxConnections: maxCalls } = settings;
  const router = createOperationRouter(host.dispatchers, serves);
  const limits = { maxBodyBytes, maxHeadBytes, maxCalls };
  const upstream = await openUpstream(host, plan, router, pages);
  return openListener({
    settings,
    host,
    trustsCallIds,
    router,
    cors: cors && createCors(cors),
    pages,
    serve: createCallServer({ admit, maxBodyBytes, watchSkew }),
    upstream,
    serveBatch: checkPeer && createBatchServer({ router, checkPeer, watchSkew, ...limits }),
  });
}
