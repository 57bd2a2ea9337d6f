/** Services that hand a call on to the next one, each an application of its own with a listener. */

import { type Contract, createApplication, defineContract, defineModule, ServiceClient } from "@seamline/core";
import { type DeclaredErrorClass, getOperation } from "@seamline/core/generated";
import { http, listen } from "@seamline/http";
import { z } from "zod";

/** As the generator writes one. */
export class RelayClient extends ServiceClient {
  static override readonly errors: Readonly<Record<string, DeclaredErrorClass>> = {};

  run(): Promise<string> {
    const { contract } = this.constructor as typeof RelayClient;
    return this.call(getOperation(contract, "run"), {}, undefined) as Promise<string>;
  }
}

/** A service that is reachable. */
export interface Relay extends AsyncDisposable {
  readonly url: string;
}

/** The client class of the relay service with this name. */
export function defineRelayClient(name: string): typeof RelayClient {
  const relayContract: Contract = defineContract(name, {
    operations: { run: { http: `GET /${name}/run`, output: z.string() } },
  });
  return class extends RelayClient {
    static override readonly contract: Contract = relayContract;
  };
}

/** Opens a service whose one operation, which is idempotent, calls the next service's at its address. */
export async function openRelay(own: typeof RelayClient, next: typeof RelayClient, nextUrl: string): Promise<Relay> {
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
