/** Types of undici's own modules; `undefined` for a module that is missing. */

import type { Agent, buildConnector, Client, Dispatcher } from "undici";

type RequestMethods = Pick<Dispatcher, "connect" | "pipeline" | "request" | "stream" | "upgrade">;

declare const modules: {
  readonly Client: typeof Client | undefined;
  readonly buildConnector: typeof buildConnector | undefined;
  readonly symbols: Readonly<Record<string, unknown>> | undefined;
  readonly version: string | undefined;
  /** Loads the public parts of undici, and leaves the built-in `fetch` its dispatcher. */
  loadMainEntry(): {
    readonly Agent: typeof Agent;
    readonly Client: typeof Client;
    readonly Dispatcher: typeof Dispatcher;
    readonly buildConnector: typeof buildConnector;
  };
  /** Loads undici's class of dispatchers and the methods by which they make requests. */
  loadDispatcher(): { readonly Dispatcher: typeof Dispatcher; readonly api: RequestMethods } | undefined;
  /** Loads undici's class of agents. */
  loadAgent(): typeof Agent;
};
export = modules;
