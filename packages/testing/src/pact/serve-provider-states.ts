/**
 * Provider states for Pact's verifier, served over HTTP by the same functions that
 * `verifyRecordings` uses.
 */

import { createServer, type IncomingMessage } from "node:http";
import { json } from "node:stream/consumers";
import { fieldsOf, printReason } from "@seamline/core/internal";
import type { ProviderStateSetup } from "../verify/verify-recordings.ts";

/** A server of provider states. */
export interface ProviderStateServer {
  /** The value of the verifier's option `providerStatesSetupUrl`. */
  readonly url: string;
  /** Stops listening; resolves once its connections are closed. */
  close(): Promise<void>;
}

/**
 * Serves provider states on a free port of loopback. Set `providerStatesSetupBody` beside the URL,
 * and `providerStatesSetupTeardown` if states must be undone. The server responds with 404 for an
 * unknown state and with 422 for one that fails.
 */
export async function serveProviderStates(
  states: Readonly<Record<string, ProviderStateSetup>>,
): Promise<ProviderStateServer> {
  const undo = new Map<string, unknown>();
  const change = async (request: IncomingMessage): Promise<number> => {
    const { state = "", params = {}, action } = (await json(request)) as StateChange;
    if (state === "") return 200; // an exchange without a state
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
      (reason) => response.writeHead(422).end(printReason(reason)), // for 500 the verifier retries for minutes
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
