/** Types of undici's own modules; `undefined` for a module that is missing. */

import type { buildConnector, Client } from "undici";

declare const modules: {
  readonly Client: typeof Client | undefined;
  readonly buildConnector: typeof buildConnector | undefined;
  readonly symbols: Readonly<Record<string, unknown>> | undefined;
  readonly version: string | undefined;
  /** Loads the public parts of undici, and leaves the built-in `fetch` its dispatcher. */
  loadMainEntry(): { readonly Client: typeof Client; readonly buildConnector: typeof buildConnector };
};
export = modules;
