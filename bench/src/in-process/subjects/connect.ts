/** Connect: its client over the transport that routes in memory. */

import { createRouterTransport } from "@connectrpc/connect";
import { addOrders, createConnectCaller } from "../../peers/connect-service.ts";
import type { Subject } from "../../subject/subject.ts";

/** `createRouterTransport`. */
export const connect: Subject = {
  open: (handlers) => createConnectCaller(createRouterTransport((router) => addOrders(router, handlers))),
};
