/** Provider states for Pact's verifier, which asks for them over HTTP: the same functions that bring them about for ours. */

import { createServer, type IncomingMessage } from "node:http";
import { json } from "node:stream/consumers";
import { fieldsOf, printReason } from "@seamline/core/internal";
import type { ProviderStateSetup } from "../verify/verify-recordings.ts";

/** A server of provider states. */
export interface ProviderStateServer {
  /** For the verifier's option `providerStatesSetupUrl`. */
  readonly url: string;
  /** Stops listening; resolves once its connections are closed. */
  close(): Promise<void>;
}

/**
 * Listens on loopback, on a port of its own. Set `providerStatesSetupBody` beside the URL, and
 * `providerStatesSetupTeardown` where states are to be undone. A state that is not known is
 * answered with 404, one that fails with 422.
 */
export async function serveProviderStates(
  states: Readonly<Record<string, ProviderStateSetup>>,
): Promise<ProviderStateServer> {
  const undo = new Map<string, unknown>();
  const change = async (request: IncomingMessage): Promise<number> => {
    const { state = "", params = {}, action } = (await json(request)) as StateChange;
    if (state === "") return 200; // an exchange without one
    const setup = Object.hasOwn(states, state) ? states[state] : undefined;
    if (setup === undefined) return 404;
    if (action !== "teardown") {
      undo.set(state, await setup(params));
      return 200;
    }
    const undoing = undo.get(state);
    undo.delete(state);
    if (typeof undoing === "function") await undoing();
    return 200;
  };
  const server = createServer((request, response) => {
    change(request).then(
      (status) => response.writeHead(status).end(),
      (reason) => response.writeHead(422).end(printReason(reason)), // what says 500 is asked again, for minutes
    );
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", resolve);
  });
  return {
    url: `http://127.0.0.1:${fieldsOf(server.address()).port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

interface StateChange {
  readonly state?: string;
  readonly params?: object;
  readonly action?: "setup" | "teardown";
}
