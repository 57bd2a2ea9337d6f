/** An undici that does not export its client and its connector one by one. */

import { registerHooks } from "node:module";

registerHooks({
  resolve(specifier, context, next) {
    if (/^undici\/lib\/(?:dispatcher\/client|core\/connect)\.js$/.test(specifier))
      throw new Error(`${specifier} is not exported`);
    return next(specifier, context);
  },
});
