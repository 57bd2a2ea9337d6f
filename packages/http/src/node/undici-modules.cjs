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

module.exports = {
  Client: attempt(() => require("undici/lib/dispatcher/client.js")),
  buildConnector: attempt(() => require("undici/lib/core/connect.js")),
  symbols: attempt(() => require("undici/lib/core/symbols.js")),
  version: attempt(() => require("undici/package.json").version),
  loadMainEntry,
};
