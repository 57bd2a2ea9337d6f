/** Contracts behind fetch handlers: their requests go to the request handler in memory. */

import { AsyncLocalStorage } from "node:async_hooks";
import type { AppBody, RequestHandler } from "@seamline/http/extend";
import { dispatchInto } from "../memory/dispatch-into.ts";
import { FetchResponse } from "./fetch-response.ts";

/**
 * Serves a request of a fetch handler; settles to `undefined` if it is not for the contracts.
 * @param context for `authenticate`.
 * @param given the body, if other code has read it.
 */
export async function serveFetch<Context>(
  { owns, handle }: RequestHandler<Context>,
  request: Request,
  context: Context,
  given: AppBody = {},
): Promise<Response | undefined> {
  const { origin, pathname, search } = new URL(request.url);
  const head = { method: request.method, url: pathname + search, headers: Object.fromEntries(request.headers) };
  if (!(await owns(head))) return undefined;
  // A body that is written anew has a length of its own.
  const dropped = new Set(request.bodyUsed ? [...ofConnection, "content-length"] : ofConnection);
  const within = AsyncLocalStorage.snapshot(); // `authenticate` runs in the async context of the app
  const receiver = new FetchResponse(request);
  dispatchInto(
    (req, res) =>
      within(() => handle({ req, res, context, connected: false, body: { bodyTaken: isLost(request, given) } })),
    {
      origin,
      path: head.url,
      method: request.method,
      headers: [...request.headers].filter(([name]) => !dropped.has(name)),
      body: request.bodyUsed ? readAgain(given) : request.body,
    },
    receiver,
  );
  return receiver.response;
}

/** Headers of one connection. */
const ofConnection: readonly string[] = ["connection", "keep-alive", "transfer-encoding", "upgrade"];

function isLost({ bodyUsed }: Request, given: AppBody): boolean {
  return bodyUsed && given.rawBody === undefined && given.body === undefined;
}

/** The body that other code has read; one character if nothing is left of it, which is refused. */
function readAgain({ rawBody, body }: AppBody): string | Uint8Array {
  if (typeof rawBody === "string" || rawBody instanceof Uint8Array) return rawBody;
  return body === undefined ? "-" : JSON.stringify(body);
}
