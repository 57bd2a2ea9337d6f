/** An undici that does not export its parts one by one. */

import { registerHooks } from "node:module";

registerHooks({
  resolve(specifier, context, next) {
    if (/^undici\/lib\/(?:dispatcher\/(?:agent|client|dispatcher)|core\/connect|api\/index)\.js$/.test(specifier))
      throw new Error(`${specifier} is not exported`);
    return next(specifier, context);
  },
});
