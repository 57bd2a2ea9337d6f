/** A server socket: routes requests to operations, answers for its own health, keeps its limits, drains. */

import {
  createServer as createPlainServer,
  type Server as HttpServer,
  type ServerResponse,
  STATUS_CODES,
} from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";
import { setTimeout as wait } from "node:timers/promises";
import type { Code } from "@seamline/core";
import type { ApplicationHost, Ingress } from "@seamline/core/extend";
import { encodeProblem, problemType } from "../binding/problem.ts";
import { idleTimeoutMs } from "../binding/wire-headers.ts";
import { Request } from "../node/request.ts";
import { answerJson, answerMalformed, answerMethod, answerUnknown } from "./answer.ts";
import type { Arrival } from "./arrival.ts";
import type { BatchServer } from "./batch/batch-server.ts";
import { reportFault } from "./call-failure.ts";
import type { CallServer } from "./call-server.ts";
import { Connections } from "./connections.ts";
import type { ListenerSettings } from "./listener-options.ts";
import { toServerTls } from "./listener-tls.ts";
import { healthSegment, type OperationRouter } from "./operation-router.ts";
import { discardBody } from "./request-body.ts";
import { callIdOf } from "./request-header.ts";
import { parseRequestTarget } from "./request-target.ts";

/** An open listener. */
export interface Listener extends Ingress {
  readonly url: string;
}

/** What a listener is made of. */
export interface ListenerParts {
  readonly settings: ListenerSettings;
  readonly router: OperationRouter;
  readonly serve: CallServer;
  /** Default: batches are as unknown as any other path. */
  readonly serveBatch?: BatchServer | undefined;
  /** Whether callers are services, which name their calls. */
  readonly trustsCallIds: boolean;
  readonly host: Pick<ApplicationHost, "state">;
}

type Server = HttpServer<typeof Request>;

/** Not one of Node's: a request that does not arrive in its time. */
const tooSlow: NodeJS.ErrnoException = Object.assign(new Error("too slow"), { code: "ERR_HTTP_REQUEST_TIMEOUT" });

/** Opens a listener. @throws {Error} of Node when the address cannot be listened on. */
export async function openListener(parts: ListenerParts): Promise<Listener> {
  const { settings, host } = parts;
  const handshakes = new Set<Duplex>();
  let drained: Promise<void> | undefined;
  const keepsLong = settings.keepAliveTimeoutMs >= 2 * idleTimeoutMs;
  const keepAliveSeconds = Math.floor(settings.keepAliveTimeoutMs / 1000);
  const isReady = (): boolean => drained === undefined && host.state === "ready";
  const onRequest = (req: Request, res: ServerResponse): void => {
    const callId = parts.trustsCallIds ? callIdOf(req) : undefined;
    const arrival = connections.addArrival(req, res, callId);
    // Whoever names its call is a client of ours, which closes a connection before it is closed here.
    if (drained !== undefined) arrival.closeConnection();
    else if (callId !== undefined && keepsLong && req.headers.connection === "keep-alive") arrival.spareHeaders();
    else arrival.tellTimeout(keepAliveSeconds);
    try {
      answer(parts, isReady, arrival);
    } catch (reason) {
      reportFault("a listener failed to answer", reason);
      req.socket.destroy();
    }
  };
  const server = createServer(settings);
  const connections = new Connections(server, {
    headersTimeoutMs: settings.headersTimeoutMs,
    requestTimeoutMs: settings.requestTimeoutMs,
    idleMs: settings.keepAliveTimeoutMs,
    secure: settings.tls !== undefined,
    onSlow: (socket) => answerParserError(tooSlow, socket, connections),
  });
  server.maxConnections = settings.maxConnections;
  server.on("request", onRequest);
  server.on("checkContinue", onRequest); // leave to send is given once the headers were found good
  server.on("clientError", (error, socket) => answerParserError(error, socket, connections));
  await open(server, settings);
  if (settings.tls !== undefined) trackHandshakes(server, handshakes);
  server.on("error", (reason) => reportFault("a listener failed to accept a connection", reason));
  return {
    url: printUrl(server, settings),
    drain() {
      drained ??= drain(server, connections, handshakes);
      return drained;
    },
  };
}

function createServer(settings: ListenerSettings): Server {
  const options = {
    IncomingMessage: Request,
    requireHostHeader: true,
    maxHeaderSize: settings.maxHeadBytes,
    joinDuplicateHeaders: true, // so that a repeated header is seen
    // These are kept by Connections.
    headersTimeout: 0,
    requestTimeout: 0,
    keepAliveTimeout: 0,
  };
  if (settings.tls === undefined) return createPlainServer(options);
  return createTlsServer({ ...options, ...toServerTls(settings.tls), handshakeTimeout: settings.headersTimeoutMs });
}

function answer({ router, serve, serveBatch }: ListenerParts, isReady: () => boolean, arrival: Arrival): void {
  const { method = "", url = "", headers } = arrival.req;
  if (headers.host?.includes(",") || headers["content-type"]?.includes(",")) {
    discardBody(arrival);
    answerMalformed(arrival, "Expected one host and one content-type header at most");
    return;
  }
  const plain = router.findPlain(method, url);
  if (plain !== undefined) {
    serve(arrival, plain.served, plain.target);
    return;
  }
  if (serveBatch?.(arrival) === true) return;
  const target = parseRequestTarget(url);
  const health = target?.segments[0] === healthSegment ? findHealth(target.segments, isReady) : undefined;
  const found = health !== undefined && method !== "GET" ? ["GET"] : target && router.find(method, target.path);
  if (target !== undefined && found !== undefined && "operation" in found) {
    serve(arrival, found, target);
    return;
  }
  discardBody(arrival);
  if (health !== undefined && method === "GET") answerJson(arrival, health.status, health.body);
  else if (found === undefined || "operation" in found) answerUnknown(arrival);
  else answerMethod(arrival, found);
}

function findHealth(
  segments: readonly string[],
  isReady: () => boolean,
): { status: number; body: { status: string } } | undefined {
  if (segments.length !== 2) return undefined;
  if (segments[1] === "live") return { status: 200, body: { status: "live" } };
  if (segments[1] !== "ready") return undefined;
  return isReady() ? { status: 200, body: { status: "ready" } } : { status: 503, body: { status: "not ready" } };
}

/** What the HTTP parser refuses never becomes a request; it is answered on the bare socket, which is closed then. */
function answerParserError(error: NodeJS.ErrnoException, socket: Duplex, connections: Connections): void {
  const [current] = connections.find(socket)?.arrivals ?? [];
  const answering = current?.res.headersSent === true;
  if (!socket.writable || answering || error.code === "ECONNRESET" || isTlsFailure(error)) {
    socket.destroy();
    return;
  }
  if (current?.req.complete === true) {
    // What cannot be read came after a whole request, whose answer is still to come and must not be taken for another.
    current.closeConnection();
    return;
  }
  const [status, code, message] = toParserAnswer(error.code);
  const body = encodeProblem({ code, message }, status, undefined);
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    `content-type: ${problemType}`,
    `content-length: ${Buffer.byteLength(body)}`,
    "connection: close",
  ];
  socket.end(`${head.join("\r\n")}\r\n\r\n${body}`, () => socket.destroy());
}

/** A peer that does not get as far as a request understands no answer either. */
function isTlsFailure({ code }: NodeJS.ErrnoException): boolean {
  return code !== undefined && /^(?:ERR_SSL_|ERR_TLS_|EPROTO$)/.test(code);
}

function toParserAnswer(code: string | undefined): [status: number, code: Code, message: string] {
  switch (code) {
    case "HPE_HEADER_OVERFLOW":
      return [431, "invalid_argument", "Expected a shorter request line and fewer or shorter headers"];
    case "ERR_HTTP_REQUEST_TIMEOUT":
      return [408, "unavailable", "Expected the request to arrive sooner"];
    default:
      return [400, "invalid_argument", "Expected a request in HTTP/1.1"];
  }
}

/** A listener is quiet once so many looks in a row, each after so many milliseconds, have met no request; how long it may take at most. */
const quiet = { looks: 10, everyMs: 10, withinMs: 2_000 };

/**
 * Lets requests that have begun be answered, and closes every connection. A request that is still arriving has the usual time to do
 * so. Until it is quiet, connections stay open and new ones are taken: a request that is on its way when its connection or the
 * socket closes would be lost, and its caller could not tell whether it ran. It is answered instead, and its connection closed.
 */
async function drain(server: Server, connections: Connections, handshakes: ReadonlySet<Duplex>): Promise<void> {
  for (const arrival of connections.arrivals) arrival.closeConnection();
  if ((await countConnections(server)) > 0) await becomeQuiet(server);
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  await Promise.all(connections.arrivals.map(({ res }) => new Promise((resolve) => res.on("close", resolve))));
  connections.closeAll();
  for (const socket of handshakes) socket.destroy();
  await closed;
}

function countConnections(server: Server): Promise<number> {
  return new Promise((resolve) => server.getConnections((_error, count) => resolve(count ?? 0)));
}

async function becomeQuiet(server: Server): Promise<void> {
  let requests = 0;
  const count = (): void => {
    requests += 1;
  };
  server.on("request", count);
  server.on("checkContinue", count);
  const end = performance.now() + quiet.withinMs;
  for (let looks = 0; looks < quiet.looks && performance.now() < end; looks += 1) {
    const before = requests;
    await wait(quiet.everyMs);
    if (requests > before) looks = -1;
  }
  server.off("request", count);
  server.off("checkContinue", count);
}

/** Connections that speak TLS already but no HTTP yet: the server itself does not know them, and would wait for them. */
function trackHandshakes(server: Server, handshakes: Set<Duplex>): void {
  server.on("connection", (socket: Duplex) => {
    handshakes.add(socket);
    socket.on("close", () => handshakes.delete(socket));
  });
}

function open(server: Server, { port, host, socketPath }: ListenerSettings): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(socketPath === undefined ? { port, host } : { path: socketPath }, () => {
      server.off("error", reject);
      resolve();
    });
  });
}

function printUrl(server: Server, { socketPath, tls }: ListenerSettings): string {
  if (socketPath !== undefined) return `http+unix://${socketPath}`;
  const { address, port, family } = server.address() as AddressInfo;
  return `${tls === undefined ? "http" : "https"}://${family === "IPv6" ? `[${address}]` : address}:${port}`;
}
