/**
 * A program for any version of Node: requests of its built-in fetch through a dispatcher, by hand and
 * installed. Prints what it found as JSON.
 */

import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { createDispatcher, install } from "../../src/index.ts";
import { bigBytes, createDesk } from "./desk.ts";

const origin = "http://desk.local";
const desk = createDesk();
const routes = { [origin]: desk.listener };
const dispatcher = createDispatcher(routes);

/** The built-in fetch takes dispatchers, of which the types of Node know only its own version's. */
type Options = Omit<RequestInit, "dispatcher"> & { readonly dispatcher?: unknown; readonly duplex?: "half" };
const ask = (path: string, options: Options = {}): Promise<Response> =>
  fetch(`${origin}${path}`, { dispatcher, ...options } as RequestInit);
const failure = async (work: Promise<unknown>): Promise<unknown> => {
  try {
    return { settled: await work };
  } catch (reason) {
    const { name, cause } = reason as { readonly name: string; readonly cause?: { readonly code?: string } };
    return { name, code: cause?.code };
  }
};
const until = async (holds: () => boolean): Promise<void> => {
  while (!holds()) await new Promise((resolve) => setImmediate(resolve));
};

const found: Record<string, unknown> = {};

const repeated = await ask("/repeated");
found.repeated = {
  status: repeated.status,
  statusText: repeated.statusText,
  cookies: repeated.headers.getSetCookie(),
  twice: repeated.headers.get("x-twice"),
  text: await repeated.text(),
};
found.json = await (await ask("/echo", { method: "POST", body: JSON.stringify({ a: 1 }) })).json();
const body = new ReadableStream({
  start(controller) {
    controller.enqueue(new TextEncoder().encode("str"));
    controller.enqueue(new TextEncoder().encode("eam"));
    controller.close();
  },
});
found.stream = await (await ask("/echo", { method: "PUT", body, duplex: "half" })).text();
const form = new FormData();
form.set("field", "value");
found.form = (await (await ask("/echo", { method: "POST", body: form })).text()).includes('name="field"\r\n\r\nvalue');
found.followed = await (await ask("/moved")).text();
found.zipped = await (await ask("/zipped")).text();
found.empty = (await ask("/empty")).status;
found.hints = await (await ask("/hints")).text();

const caller = new AbortController();
const silent = failure(ask("/silent", { signal: caller.signal }));
await until(() => desk.hits.has("/silent"));
caller.abort();
found.aborted = await silent;
const half = await ask("/half");
await half.body?.cancel();
await until(() => desk.closed.length === 2);
found.closed = desk.closed;

const big = await ask("/big");
for (let turn = 0; turn < 50; turn += 1) await new Promise((resolve) => setImmediate(resolve));
found.heldBack = desk.written < bigBytes / 2;
found.big = (await big.arrayBuffer()).byteLength === bigBytes;

found.refused = await failure(fetch("http://127.0.0.1:59999/", { dispatcher } as unknown as RequestInit));
const socket = new WebSocket("ws://desk.local/text", { dispatcher } as never);
found.webSocket = await new Promise((resolve) => {
  socket.addEventListener("error", () => resolve("error"));
  socket.addEventListener("open", () => resolve("open"));
});

const server = createServer((_request, response) => response.end("from a socket")).listen(0, "127.0.0.1");
await once(server, "listening");
const { port } = server.address() as AddressInfo;
const overSocket = async (): Promise<string> => (await fetch(`http://127.0.0.1:${port}/`)).text();
const inMemory = async (): Promise<string> => (await fetch(`${origin}/text`)).text();

found.before = await failure(inMemory());
const restore = install((previous) => createDispatcher(routes, { otherwise: previous }));
found.installed = [await inMemory(), await overSocket()];
restore();
found.restored = [await failure(inMemory()), await overSocket()];
const restoreAlone = install(createDispatcher(routes));
found.alone = [await inMemory(), await failure(overSocket())];
restoreAlone();
found.restoredAgain = await overSocket();

server.closeAllConnections();
server.close();
await dispatcher.close();
process.stdout.write(JSON.stringify(found));
