/** tRPC's client over its two links for HTTP. */

import { createTRPCClient, httpBatchLink, httpLink, type TRPCLink } from "@trpc/client";
import type { TrpcRouter } from "../../peers/trpc-router.ts";
import type { Caller } from "../../subject/subject.ts";

/** One request per call. */
export function openHttpLink(url: string): Caller {
  return open(httpLink({ url }));
}

/** One request for all calls of one tick. */
export function openHttpBatchLink(url: string): Caller {
  return open(httpBatchLink({ url }));
}

function open(link: TRPCLink<TrpcRouter>): Caller {
  const client = createTRPCClient<TrpcRouter>({ links: [link] });
  return { quote: (input) => client.quote.mutate(input), search: (input) => client.search.mutate(input) };
}
