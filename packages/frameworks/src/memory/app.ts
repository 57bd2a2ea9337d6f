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
  const known = callables.get(app); // undefined for what is no object
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

function find(app: App): Callable | Promise<Callable> {
  const start = starterOf(app);
  if (start === undefined) throw new TypeError(explain(app));
  return start();
}

/** Tests for an application, without making it ready. */
export function isApp(value: unknown): value is App {
  return starterOf(value) !== undefined;
}

/**
 * Refuses what is no application, without making it ready: routes may still be added to one.
 * @param name what the value was given to.
 */
export function assertApp(name: string, value: unknown): asserts value is App {
  if (!isApp(value)) throw new TypeError(`${name}: ${explain(value)}`);
}

/** The function that makes an application ready; `undefined` for what is none. */
function starterOf(app: unknown): (() => Callable | Promise<Callable>) | undefined {
  if (typeof app === "function") {
    // Fetch handlers take one argument; listeners take two, and Express's applications three.
    if (isListener(app)) return () => ({ kind: "node", listener: app });
    if (isFetchApp(app)) return () => toFetch(app);
    return isFetchHandler(app) ? () => ({ kind: "fetch", handler: app }) : undefined;
  }
  if (typeof app !== "object" || app === null) return undefined;
  if (isNest(app)) return () => fromNest(app);
  if (isFastify(app)) return () => fromFastify(app);
  if (isKoa(app)) return () => ({ kind: "node", listener: app.callback() });
  if (isFetchApp(app)) return () => toFetch(app);
  if (isServer(app)) return () => fromServer(app);
  return undefined;
}

const isListener = (app: object): app is NodeListener => typeof app === "function" && app.length >= 2;
const isFetchHandler = (app: object): app is FetchHandler => typeof app === "function";
const isFetchApp = (app: object): app is FetchApp => has(app, "fetch");
const isNest = (app: object): app is NestApp => has(app, "getHttpAdapter", "init");
const isFastify = (app: object): app is FastifyApp => has(app, "routing", "ready");
const isKoa = (app: object): app is KoaApp => has(app, "callback", "use");
const isServer = (app: object): app is ServerApp => has(app, "emit", "listenerCount");

function has(app: object, ...names: readonly string[]): boolean {
  return names.every((name) => typeof Reflect.get(app, name) === "function");
}

function explain(value: unknown): string {
  return (
    `expected an application (Express, Fastify, Hono, Koa, Nest, a node listener or a fetch handler), found ${describe(value)}; ` +
    "pass the application itself, not a promise or a factory of it"
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

function fromServer(server: ServerApp): Callable {
  if (server.listenerCount("request") === 0) throw new TypeError(explain(server));
  return { kind: "node", listener: (request, response) => void server.emit("request", request, response) };
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
