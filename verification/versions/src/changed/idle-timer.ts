/** An undici that has no symbols for the idle times of its connections. */

import { registerHooks } from "node:module";

registerHooks({
  resolve(specifier, context, next) {
    const resolved = next(specifier, context);
    // undici itself loads the file by a relative path.
    if (specifier !== "undici/lib/core/symbols.js") return resolved;
    return { ...resolved, url: new URL("./no-symbols.cjs", import.meta.url).href };
  },
});
