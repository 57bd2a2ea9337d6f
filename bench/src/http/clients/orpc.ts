/** oRPC's client over its link for fetch. */

import { createORPCClient } from "@orpc/client";
import { RPCLink } from "@orpc/client/fetch";
import type { RouterClient } from "@orpc/server";
import type { createOrpcRouter } from "../../peers/orpc-router.ts";
import type { Caller } from "../../subject/subject.ts";

/** `RPCLink`. */
export function openOrpc(url: string): Caller {
  const client: RouterClient<ReturnType<typeof createOrpcRouter>> = createORPCClient(new RPCLink({ url }));
  return { quote: (input) => client.quote(input), search: (input) => client.search(input) };
}
