/**
 * The upstream of a public listener: an application that keeps what has not moved out of it. A
 * request is passed if no operation here has its route, no internal operation claims its path, and
 * no two servers could read it differently.
 */

import { type ClientRequest, Agent as HttpAgent, request, ServerResponse } from "node:http";
import { Agent as HttpsAgent, request as secureRequest } from "node:https";
import type { Socket } from "node:net";
import type { Contract } from "@seamline/core";
import { randomHex } from "@seamline/core/internal";
import { headerOf, idleTimeoutMs, wireHeaders } from "../../binding/wire-headers.ts";
import type { Request } from "../../node/request.ts";
import { createUpgradeChoice } from "../../node/upgrade-choice.ts";
import { toNodeTls } from "../../security/tls.ts";
import type { ListenerArrival } from "../connection.ts";
import type { OperationRouter } from "../operation-router.ts";
import { discardBody, hasBody } from "../request-body.ts";
import { parseRequestTarget } from "../request-target.ts";
import { createClaimedRoutes } from "./claimed-routes.ts";
import { Pass, type PassOptions, respondWithProblem } from "./pass.ts";
import { isClear, isPassable, opensWebSocket } from "./passable.ts";
import { joinedField, toUpstreamFields } from "./passed-fields.ts";
import { Tunnel } from "./tunnel.ts";
import { createFailureLog } from "./upstream-failures.ts";
import type { ResolvedUpstream } from "./upstream-options.ts";

/** Bytes of the head of a response at most: applications set many cookies. */
const maxResponseHeadBytes = 64 * 1024;

/** The upstream of one listener. */
export interface Upstream {
  /** The class of the listener's requests. */
  readonly IncomingMessage: typeof Request;
  /** Passes a request; `false`, and nothing done, if it must not be. */
  pass(arrival: ListenerArrival): boolean;
  /**
   * Passes a request that opens a WebSocket, which Node has taken off HTTP.
   * @param arrive adds it to its connection, given its response.
   * @param sent the bytes that the client sent behind it.
   * @param drains true if the listener closes.
   */
  passUpgrade(req: Request, arrive: (res: ServerResponse) => ListenerArrival, sent: Buffer, drains: boolean): void;
  /** Closes idle connections. */
  close(): void;
}

/** The parts of an upstream. */
export interface UpstreamParts {
  readonly settings: ResolvedUpstream;
  /** The operations that the listener serves itself. */
  readonly router: OperationRouter;
  /** Tests for a request for a page of the listener itself. */
  readonly ownsPage: (req: ListenerArrival["req"]) => boolean;
  /** The contracts of all services. */
  readonly contracts: readonly Contract[];
  /** The names of the services hosted here. */
  readonly hosted: ReadonlySet<string>;
  /** True for TLS connections of clients. */
  readonly secure: boolean;
  readonly requestTimeoutMs: number;
}

/** Creates the upstream of a listener. */
export function createUpstream(parts: UpstreamParts): Upstream {
  const { settings, router, ownsPage, secure, requestTimeoutMs } = parts;
  const { target, tls, connections } = settings;
  const claimed = createClaimedRoutes(parts.contracts, parts.hosted);
  const via = `seamline-${randomHex(6)}`;
  const isSecure = target.origin.startsWith("https:");
  const options = { keepAlive: true, maxSockets: connections, maxFreeSockets: connections, timeout: idleTimeoutMs };
  const agent = isSecure
    ? new HttpsAgent({ ...options, ...toNodeTls(tls), rejectUnauthorized: true })
    : new HttpAgent(options);
  const { hostname, port } = new URL(target.origin);
  const destination =
    target.socketPath === undefined
      ? { host: hostname.replace(/^\[|\]$/g, ""), port: Number(port) || (isSecure ? 443 : 80) }
      : { socketPath: target.socketPath };
  const onFailure = createFailureLog(target.socketPath ?? target.origin);
  let webSockets = 0;

  const open = ({ req }: ListenerArrival, upgrades: boolean): ClientRequest => {
    const passed = { req, via, secure, hasBody: hasBody(req), opensWebSocket: upgrades };
    const headers = toUpstreamFields(passed, settings);
    const { method = "GET", url = "/" } = req;
    const given = { ...destination, agent, method, path: url, headers, maxHeaderSize: maxResponseHeadBytes };
    return isSecure ? secureRequest(given) : request(given);
  };
  const passOptions: PassOptions = {
    settings,
    requestTimeoutMs,
    via,
    onFailure,
    open: (arrival) => open(arrival, false),
  };

  const owns = (req: ListenerArrival["req"]): boolean => {
    const { url = "" } = req;
    const method = toRoutedMethod(req);
    if (headerOf(req, wireHeaders.operation) !== undefined || router.findPlain(method, url) !== undefined) return true;
    const path = parseRequestTarget(url)?.segments;
    if (path !== undefined && router.find(undefined, method, path) !== undefined) return true;
    if (ownsPage(req)) return true;
    // What OPTIONS lists for a path with operations are their methods.
    if (req.method === "OPTIONS" && method === "OPTIONS" && path !== undefined && router.methodsOf(path).length > 0) {
      return true;
    }
    return claimed.has(method, url);
  };

  /** Connections with a request that can be read in two ways: what follows it may be a part of it. */
  const unclear = new WeakSet<Socket>();
  const passes = (req: ListenerArrival["req"]): boolean => !unclear.has(req.socket) && isPassable(req) && !owns(req);

  return {
    IncomingMessage: createUpgradeChoice((req) => settings.webSockets > 0 && opensWebSocket(req) && passes(req)),
    pass(arrival) {
      const { req, res } = arrival;
      if (!isClear(req)) {
        unclear.add(req.socket);
        arrival.closeConnection();
      }
      if (!passes(req)) return false;
      for (const name of res.getHeaderNames()) if (name.startsWith("access-control-")) res.removeHeader(name);
      const refusal = findRefusal(arrival, via, settings);
      if (refusal === undefined) new Pass(arrival, passOptions).start();
      else {
        discardBody(arrival);
        respondWithProblem(arrival, ...refusal);
      }
      return true;
    },
    passUpgrade(req, arrive, sent, drains) {
      const { socket } = req;
      const res = createUpgradeResponse(req);
      const arrival = arrive(res);
      const full = webSockets >= settings.webSockets ? tooManyWebSockets : undefined;
      const refusal = drains ? closing : (findRefusal(arrival, via, settings) ?? full);
      if (refusal !== undefined) {
        respondWithProblem(arrival, ...refusal);
        return;
      }
      webSockets += 1;
      socket.once("close", () => {
        webSockets -= 1;
      });
      const pass = new Pass(arrival, {
        ...passOptions,
        open: (one) => open(one, true),
        onUpgrade(response, upstreamSocket, early) {
          res.detachSocket(socket);
          const tunnel = new Tunnel(socket, upstreamSocket);
          arrival.responder = tunnel;
          tunnel.open(response, early, sent);
        },
      });
      pass.start();
    },
    close: () => agent.destroy(),
  };
}

/** Creates the response of a request that Node has taken off HTTP, to refuse its upgrade for example. */
function createUpgradeResponse(req: Request): ServerResponse {
  const { socket } = req;
  const res = new ServerResponse(req);
  res.shouldKeepAlive = false;
  res.assignSocket(socket);
  // Node's server does these for other responses.
  socket.on("drain", () => void (res.writableNeedDrain && res.emit("drain")));
  res.on("finish", () => socket.destroySoon());
  socket.on("error", () => undefined);
  return res;
}

type Refusal = Parameters<typeof respondWithProblem> extends [unknown, ...infer Rest] ? Rest : never;

const closing: Refusal = [503, "unavailable", "The listener is closing"];
const tooManyWebSockets: Refusal = [503, "unavailable", "There are too many WebSockets; try again later"];

/** Returns the refusal of a request that would be passed, but for its limits. */
function findRefusal({ req }: ListenerArrival, via: string, settings: ResolvedUpstream): Refusal | undefined {
  const { rawHeaders } = req;
  if (joinedField(rawHeaders, "via")?.includes(via)) {
    return [508, "internal", "The upstream passes requests back to this listener"];
  }
  if (Number(req.headers["content-length"] ?? 0) > settings.maxBodyBytes) {
    return [413, "resource_exhausted", `Expected a body of at most ${settings.maxBodyBytes} bytes`];
  }
  if (settings.webSockets === 0 && opensWebSocket(req)) {
    return [501, "unimplemented", "WebSockets are not passed on here"];
  }
  return undefined;
}

/** The method by which a request is routed: for a preflight, that of the request behind it. */
function toRoutedMethod({ method = "", headers }: ListenerArrival["req"]): string {
  const requested = headers["access-control-request-method"];
  const actual = method === "OPTIONS" && typeof requested === "string" && headers.origin ? requested : method;
  return actual === "HEAD" ? "GET" : actual;
}
