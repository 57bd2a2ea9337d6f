/** oRPC's server for Node. */

import { RPCHandler } from "@orpc/server/node";
import { createOrpcRouter } from "../../peers/orpc-router.ts";
import type { Handlers } from "../../subject/subject.ts";
import { listenWith, type OpenServer } from "./listening.ts";

/** Opens the server. */
export function orpc(handlers: Handlers): Promise<OpenServer> {
  const handler = new RPCHandler(createOrpcRouter(handlers));
  return listenWith((request, response) => {
    handler.handle(request, response).catch(() => response.destroy());
  });
}
