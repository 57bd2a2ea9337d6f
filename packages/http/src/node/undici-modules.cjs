/**
 * The parts of undici that this package uses, loaded from their own modules. undici's main entry
 * replaces the process-wide dispatcher when it is loaded, through which the host's built-in `fetch`
 * goes from then on; it also loads fetch, WebSocket and mocks. It is loaded only if a module is not
 * where it was. CommonJS, because a module that may be missing must be loaded by `require` here, in
 * a form that bundlers see.
 */

"use strict";

function attempt(load) {
  try {
    return load();
  } catch {
    return undefined; // the package has no such file, or does not export it
  }
}

/**
 * Loads undici's main entry. The built-in `fetch` is loaded before it and keeps its dispatcher,
 * which up to Node 24 is stored under the first of undici's two symbols.
 */
function loadMainEntry() {
  void globalThis.Response;
  const builtIn = Symbol.for("undici.globalDispatcher.1");
  const dispatcher = Reflect.get(globalThis, builtIn);
  const undici = require("undici");
  if (dispatcher !== undefined) Reflect.set(globalThis, builtIn, dispatcher);
  return undici;
}

/**
 * Loads the class of dispatchers, and the methods of its instances that make requests: undici's main
 * entry adds them to the class. Loaded when they are needed: clients of this package use neither.
 */
function loadDispatcher() {
  const Dispatcher = attempt(() => require("undici/lib/dispatcher/dispatcher.js"));
  const api = attempt(() => require("undici/lib/api/index.js"));
  return Dispatcher === undefined || api === undefined ? undefined : { Dispatcher, api };
}

/** Loads the dispatcher that undici itself makes global when it is loaded. */
function loadAgent() {
  return attempt(() => require("undici/lib/dispatcher/agent.js")) ?? loadMainEntry().Agent;
}

module.exports = {
  Client: attempt(() => require("undici/lib/dispatcher/client.js")),
  buildConnector: attempt(() => require("undici/lib/core/connect.js")),
  symbols: attempt(() => require("undici/lib/core/symbols.js")),
  version: attempt(() => require("undici/package.json").version),
  loadMainEntry,
  loadDispatcher,
  loadAgent,
};
