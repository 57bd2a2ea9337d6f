/** Connect on node:http, over HTTP/1.1. */

import { connectNodeAdapter } from "@connectrpc/connect-node";
import { addOrders } from "../../peers/connect-service.ts";
import type { Handlers } from "../../subject/subject.ts";
import { listenWith, type OpenServer } from "./listening.ts";

/** Opens the server. */
export function connect(handlers: Handlers): Promise<OpenServer> {
  return listenWith(connectNodeAdapter({ routes: (router) => addOrders(router, handlers) }));
}
