/** tRPC's server for Node. */

import { createHTTPHandler } from "@trpc/server/adapters/standalone";
import { createTrpcRouter } from "../../peers/trpc-router.ts";
import type { Handlers } from "../../subject/subject.ts";
import { listenWith, type OpenServer } from "./listening.ts";

/** Opens the server. */
export function trpc(handlers: Handlers): Promise<OpenServer> {
  return listenWith(createHTTPHandler({ router: createTrpcRouter(handlers) }));
}
