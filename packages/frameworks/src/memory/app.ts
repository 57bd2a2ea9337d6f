/**
 * Applications, found by what they can do: no framework is imported. A framework's application is
 * made ready once, before its first request.
 */

import type { IncomingMessage, ServerResponse } from "node:http";

/** A listener of node, as `http.createServer` takes. */
export type NodeListener = (request: IncomingMessage, response: ServerResponse) => unknown;

/** A fetch handler. */
export type FetchHandler = (request: Request) => Response | Promise<Response>;

/** An object with a fetch handler: Hono, Elysia, or what a module of a worker exports. */
export interface FetchApp {
  /** Responds to a request. */
  fetch(request: Request): Response | Promise<Response>;
}

/** An application of Fastify. */
export interface FastifyApp {
  /** Loads the plugins. */
  ready(): PromiseLike<unknown>;
  /** The listener. */
  routing(request: IncomingMessage, response: ServerResponse): void;
}

/** An application of Koa. */
export interface KoaApp {
  /** Makes a listener. */
  callback(): NodeListener;
}

/** An application of Nest, with either adapter. */
export interface NestApp {
  /** Registers the routes. */
  init(): PromiseLike<unknown>;
  /** Gives the application behind: that of Express or of Fastify. */
  getHttpAdapter(): { getInstance(): unknown };
}

/** A server of node with a `request` listener; it need not listen. */
export interface ServerApp {
  /** Calls the listeners of an event. */
  emit(event: "request", request: IncomingMessage, response: ServerResponse): boolean;
  /** Counts the listeners of an event. */
  listenerCount(event: "request"): number;
}

/**
 * An application that can be called in memory: Express, Connect and other node listeners
 * `(request, response)`, Fastify, Koa, Nest, a server of node, Hono and other objects with `fetch`, or
 * a fetch handler `(request) => Response`.
 */
export type App = NodeListener | FetchHandler | FetchApp | FastifyApp | KoaApp | NestApp | ServerApp;

/** An application as it is called. */
export type Callable =
  | { readonly kind: "node"; readonly listener: NodeListener }
  | { readonly kind: "fetch"; readonly handler: FetchHandler };

const callables = new WeakMap<object, Callable | Promise<Callable>>();

/**
 * The way to call an application: at once if it is ready, or a promise for its first requests. An
 * application that does not get ready is asked again by the next request.
 * @throws {TypeError} if the value is no application.
 */
export function callableOf(app: App): Callable | Promise<Callable> {
  const known = typeof app === "object" || typeof app === "function" ? callables.get(app as object) : undefined;
  if (known !== undefined) return known;
  const found = find(app);
  callables.set(app, found);
  if (found instanceof Promise) {
    found.then(
      (callable) => callables.set(app, callable),
      () => callables.delete(app),
    );
  }
  return found;
}

function has<Name extends string>(app: object, name: Name): app is Record<Name, (...args: never[]) => unknown> {
  return typeof (app as Record<string, unknown>)[name] === "function";
}

function find(app: App): Callable | Promise<Callable> {
  if (typeof app === "function") {
    // Fetch handlers take one argument; listeners take two, and Express's applications three.
    if (app.length < 2)
      return has(app, "fetch") ? toFetch(app as unknown as FetchApp) : { kind: "fetch", handler: app as FetchHandler };
    return { kind: "node", listener: app as NodeListener };
  }
  if (typeof app === "object" && app !== null) {
    if (has(app, "getHttpAdapter") && has(app, "init")) return fromNest(app as NestApp);
    if (has(app, "routing") && has(app, "ready")) return fromFastify(app as FastifyApp);
    if (has(app, "callback") && has(app, "use"))
      return { kind: "node", listener: (app as unknown as KoaApp).callback() };
    if (has(app, "fetch")) return toFetch(app as FetchApp);
    if (has(app, "emit") && has(app, "listenerCount")) {
      const server = app as ServerApp;
      if (server.listenerCount("request") > 0) {
        return { kind: "node", listener: (request, response) => void server.emit("request", request, response) };
      }
    }
  }
  throw new TypeError(
    `expected an application (Express, Fastify, Hono, Koa, Nest, a node listener or a fetch handler), found ${describe(app)}; ` +
      "pass the application itself, not a promise or a factory of it",
  );
}

function describe(value: unknown): string {
  if (value === null) return "null";
  if (typeof value !== "object") return typeof value;
  if (value instanceof Promise) return "a promise; await it first";
  const name = (Object.getPrototypeOf(value) as { constructor?: { name?: string } } | null)?.constructor?.name;
  return name === undefined || name === "Object"
    ? `an object with ${Object.keys(value).slice(0, 5).join(", ") || "no members"}`
    : `a ${name}`;
}

function toFetch(app: FetchApp): Callable {
  return { kind: "fetch", handler: (request) => app.fetch(request) };
}

async function fromFastify(app: FastifyApp): Promise<Callable> {
  await app.ready();
  return { kind: "node", listener: (request, response) => app.routing(request, response) };
}

async function fromNest(app: NestApp): Promise<Callable> {
  await app.init();
  return find(app.getHttpAdapter().getInstance() as App);
}
