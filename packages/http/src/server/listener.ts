/** A server socket: accepts connections, passes their requests to the router, drains. */

import { createServer as createPlainServer, type Server as HttpServer, type ServerResponse } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { Socket } from "node:net";
import type { ApplicationHost, DrainableListener } from "@seamline/core/extend";
import { fieldsOf } from "@seamline/core/internal";
import { reportFault } from "@seamline/core/wire";
import { cancelPath } from "../binding/batch/batch-text.ts";
import { restoreTarget } from "../binding/original-path.ts";
import { callIdOf, idleTimeoutMs, wireHeaders } from "../binding/wire-headers.ts";
import { Request } from "../node/request.ts";
import type { ListenerArrival } from "./connection.ts";
import { Connections } from "./connections.ts";
import { drainServer } from "./drain.ts";
import type { ResolvedListener } from "./listener-options.ts";
import { toServerTls } from "./listener-tls.ts";
import type { Pages } from "./pages/openapi-pages.ts";
import { respondToParserError, tooSlow } from "./parser-errors.ts";
import { type RequestRoutes, routeRequest, type Unreadiness } from "./request-routing.ts";
import type { Upstream } from "./upstream/upstream.ts";

/** An open listener. */
export interface Listener extends DrainableListener {
  readonly url: string;
}

/** The parts of a listener. */
export interface ListenerParts extends RequestRoutes {
  readonly settings: ResolvedListener;
  /** `true` if callers are services, whose call ids are kept. */
  readonly trustsCallIds: boolean;
  readonly host: Pick<ApplicationHost, "state" | "unreadyReasons">;
  /** Gets the requests whose route no operation here has. Default: they get 404. */
  readonly upstream?: Upstream | undefined;
  /** Serves pages of its own, before any route. Default: none. */
  readonly pages?: Pages | undefined;
}

type Server = HttpServer<typeof Request>;

/**
 * Opens a listener.
 * @throws {Error} of Node if the address cannot be listened on.
 */
export async function openListener(parts: ListenerParts): Promise<Listener> {
  const { settings, host, upstream } = parts;
  const handshakes = new Set<Socket>();
  let drained: Promise<void> | undefined;
  const keepsLong = settings.keepAliveTimeoutMs >= 2 * idleTimeoutMs;
  const keepAliveSeconds = Math.floor(settings.keepAliveTimeoutMs / 1000);
  const unreadiness = (): Unreadiness | undefined => {
    if (drained !== undefined || host.state !== "ready") return {};
    const reasons = host.unreadyReasons;
    if (reasons.length === 0) return undefined;
    // The reasons name internals.
    return parts.trustsCallIds ? { reasons } : {};
  };
  const onRequest = (req: Request, res: ServerResponse): void => {
    const callId = parts.trustsCallIds ? callIdOf(req) : undefined;
    const path = parts.trustsCallIds ? req.headers[wireHeaders.path] : undefined;
    if (typeof path === "string") req.url = restoreTarget(req.url ?? "", path);
    const arrival = connections.addArrival(req, res, callId);
    // Requests with a call id come from Seamline clients, which close a connection before it is
    // closed here.
    if (drained !== undefined) arrival.closeConnection();
    else if (callId !== undefined && keepsLong && req.headers.connection === "keep-alive") arrival.omitUnreadHeaders();
    else arrival.announceKeepAlive(keepAliveSeconds);
    const isCancellation = parts.serveBatch !== undefined && req.url === cancelPath;
    arrival.connection.takeTurn(arrival, route, isCancellation);
  };
  const route = (arrival: ListenerArrival): void => {
    try {
      if (upstream?.pass(arrival) === true) return;
      parts.cors?.mark(arrival);
      if (parts.pages?.serve(arrival) === true) return;
      routeRequest(parts, unreadiness, arrival);
    } catch (reason) {
      reportFault("a listener failed to respond", reason);
      arrival.req.socket.destroy();
    }
  };
  const server = createServer(settings, upstream?.IncomingMessage);
  const connections = new Connections(server, {
    headersTimeoutMs: settings.headersTimeoutMs,
    requestTimeoutMs: settings.requestTimeoutMs,
    idleMs: settings.keepAliveTimeoutMs,
    secure: settings.tls !== undefined,
    onSlow: (socket) => respondToParserError(tooSlow, socket, connections),
  });
  server.maxConnections = settings.maxConnections;
  server.on("request", onRequest);
  server.on("checkContinue", onRequest); // `100 Continue` is sent once the headers have been checked
  if (upstream !== undefined) {
    server.on("upgrade", (req, socket, head) => {
      const arrive = (res: ServerResponse): ListenerArrival => connections.addArrival(req, res, undefined);
      // Its response would come before those to the requests that the client has sent before it.
      if (connections.find(socket)?.arrivals.length !== 0) socket.destroy();
      else upstream.passUpgrade(req, arrive, head, drained !== undefined);
    });
  }
  server.on("clientError", (error, socket) => respondToParserError(error, socket, connections));
  await open(server, settings);
  if (settings.tls !== undefined) trackHandshakes(server, handshakes);
  server.on("error", (reason) => reportFault("a listener failed to accept a connection", reason));
  return {
    url: printUrl(server, settings),
    drain() {
      drained ??= drainServer({ server, connections, handshakes, timeoutMs: settings.drainTimeoutMs }).finally(() =>
        upstream?.close(),
      );
      return drained;
    },
  };
}

function createServer(settings: ResolvedListener, IncomingMessage: typeof Request = Request): Server {
  const options = {
    IncomingMessage,
    requireHostHeader: true,
    maxHeaderSize: settings.maxHeadBytes,
    joinDuplicateHeaders: true, // makes repeated headers visible
    // Connections applies these timeouts.
    headersTimeout: 0,
    requestTimeout: 0,
    keepAliveTimeout: 0,
  };
  if (settings.tls === undefined) return createPlainServer(options);
  return createTlsServer({ ...options, ...toServerTls(settings.tls), handshakeTimeout: settings.headersTimeoutMs });
}

/**
 * Tracks connections after their TLS handshake and before their first request: the server itself
 * does not know them, and would wait for them.
 */
function trackHandshakes(server: Server, handshakes: Set<Socket>): void {
  server.on("connection", (socket: Socket) => {
    handshakes.add(socket);
    socket.on("close", () => handshakes.delete(socket));
  });
}

function open(server: Server, { port, host, socketPath }: ResolvedListener): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(socketPath === undefined ? { port, host } : { path: socketPath }, () => {
      server.off("error", reject);
      resolve();
    });
  });
}

function printUrl(server: Server, { socketPath, tls }: ResolvedListener): string {
  if (socketPath !== undefined) return `http+unix://${socketPath}`;
  const { address, port, family } = fieldsOf(server.address());
  return `${tls === undefined ? "http" : "https"}://${family === "IPv6" ? `[${address}]` : address}:${port}`;
}
