/** tRPC without HTTP: its server-side caller, and its client over the in-process link. */

import { createTRPCClient, localLink } from "@trpc/client";
import { createCallerFactory, createTrpcRouter, type TrpcRouter } from "../../peers/trpc-router.ts";
import type { Subject } from "../../subject/subject.ts";

/** `createCallerFactory`. */
export const trpcCaller: Subject = {
  open(handlers) {
    const caller = createCallerFactory(createTrpcRouter(handlers))({});
    return { quote: (input) => caller.quote(input), search: (input) => caller.search(input) };
  },
};

/** `localLink`. */
export const trpcLocalLink: Subject = {
  open(handlers) {
    const link = localLink({ router: createTrpcRouter(handlers), createContext: async () => ({}) });
    const client = createTRPCClient<TrpcRouter>({ links: [link] });
    return { quote: (input) => client.quote.mutate(input), search: (input) => client.search.mutate(input) };
  },
};
