/** A service whose calls end in unusual ways, over each transport of one process. */

import { type CallContext, type ClientOf, createClient, defineContract, stream } from "@seamline/core";
import { createDispatcher, createInProcessTransport } from "@seamline/core/extend";
import { createHttpTransport } from "@seamline/http";
import { listenOn } from "@seamline/http/extend";
import { createHost } from "@seamline/http/test/targets/host.ts";
import { z } from "zod";

/** The contract of the service. */
export const lifetimeContract = defineContract("lifetime", {
  operations: {
    read: { output: z.int() },
    fail: {},
    count: { output: stream(z.int()) },
    sum: { input: stream(z.int()), output: z.int() },
    pend: { output: stream(z.int()) },
  },
});

/** A client of the service. */
export type LifetimeClient = ClientOf<typeof lifetimeContract>;

/** Numbers without end, which never wait. */
export async function* endless(): AsyncGenerator<number, void, void> {
  for (let n = 0; ; n += 1) yield n;
}

/** The service, called in one process and over HTTP. */
export interface LifetimeService extends AsyncDisposable {
  readonly clients: Readonly<Record<"in-process" | "http", LifetimeClient>>;
  /** Receives the time at which the producer of `pend` saw its call end. */
  onEnd: (time: number) => void;
}

/**
 * Opens the service.
 * @param onError receives the errors of `fail`.
 */
export async function openLifetimeService(onError: (error: unknown) => void = () => {}): Promise<LifetimeService> {
  const handlers = {
    read: () => 7,
    fail() {
      throw new Error("a bug");
    },
    count: endless,
    async sum(items: AsyncIterable<number>) {
      let count = 0;
      for await (const _ of items) count += 1;
      return count;
    },
    async *pend(_: unknown, { signal }: CallContext) {
      yield 1;
      await new Promise((resolve) => signal.addEventListener("abort", resolve));
      service.onEnd(performance.now());
    },
  };
  const dispatcher = createDispatcher(lifetimeContract, handlers, { onError });
  const listener = await listenOn(createHost([dispatcher]), { internal: { port: 0 } });
  const http = createHttpTransport(listener.internal as string);
  const service: LifetimeService = {
    clients: {
      "in-process": createClient(lifetimeContract, createInProcessTransport(dispatcher)),
      http: createClient(lifetimeContract, http),
    },
    onEnd: () => undefined,
    async [Symbol.asyncDispose]() {
      await http.close?.();
      await listener.close();
    },
  };
  return service;
}
