/** Loaded before the application: writes the name of every imported file to stderr. */

import { registerHooks } from "node:module";

registerHooks({
  load(url, context, nextLoad) {
    process.stderr.write(`imported ${url}\n`);
    return nextLoad(url, context);
  },
});
