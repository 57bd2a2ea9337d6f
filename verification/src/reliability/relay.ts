/** Services that pass a call on to the next one, each an application with a listener. */

import {
  createApplication,
  createClientClass,
  defineContract,
  defineModule,
  type ServiceClient,
  type ServiceClientClass,
} from "@seamline/core";
import { http, listen } from "@seamline/http";
import { z } from "zod";

/** A running service with its address. */
export interface Relay extends AsyncDisposable {
  readonly url: string;
}

/** The client class of the relay service with this name. */
export function defineRelayClient(name: string): RelayClientClass {
  const run = { http: `GET /${name}/run`, output: z.string() };
  return createClientClass(defineContract(name, { operations: { run } }));
}

/** A client class of a relay service. */
export type RelayClientClass = ServiceClientClass<ServiceClient & { run(): Promise<string> }>;

/** Opens a service whose one idempotent operation calls the next service at its address. */
export async function openRelay(own: RelayClientClass, next: RelayClientClass, nextUrl: string): Promise<Relay> {
  const module = defineModule({
    contract: own.contract,
    uses: [next],
    start: (context) => ({ run: () => context.client(next).run() }),
  });
  const app = createApplication({
    modules: {
      [own.contract.name]: { contract: own.contract, load: async () => module },
      [next.contract.name]: { contract: next.contract },
    },
    transports: [http()],
    env: { [`SEAMLINE_${next.contract.name.toUpperCase()}`]: nextUrl },
    onError: () => undefined,
  });
  const { internal } = await listen(app, { internal: { port: 0 } });
  return { url: internal as string, [Symbol.asyncDispose]: () => app.stop() };
}
