/** oRPC: the router called in-process. */

import { createRouterClient } from "@orpc/server";
import { createOrpcRouter } from "../../peers/orpc-router.ts";
import type { Subject } from "../../subject/subject.ts";

/** `createRouterClient`. */
export const orpc: Subject = {
  open(handlers) {
    const client = createRouterClient(createOrpcRouter(handlers));
    return { quote: (input) => client.quote(input), search: (input) => client.search(input) };
  },
};
