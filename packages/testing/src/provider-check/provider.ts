/** The provider under check: an application, a transport or a URL. */

import type { Application, Contract, ServiceCaller, Transport } from "@seamline/core";
import { createInProcessTransport, getApplicationHost, type Operation } from "@seamline/core/extend";
import { connect } from "@seamline/core/internal";
import { createHttpTransport } from "@seamline/http";

/** An application that hosts the module, the URL of a listener, or any transport. */
export type Provider = Application | Transport | URL | string;

/** A provider to which calls can be made. */
export interface ConnectedProvider {
  /**
   * Calls like a client, which checks the output against the contract. `replaced` is sent instead
   * of the encoded input.
   */
  call(operation: Operation, input: unknown, replaced?: { readonly wire: unknown }): Promise<unknown>;
  /** The same for an operation whose output is a stream. */
  stream(operation: Operation, input: unknown): AsyncIterable<unknown>;
  /** The target of raw requests; `undefined` if the provider has no URL over TCP. */
  readonly url: URL | undefined;
  /** `true` if text fields (path, query, headers) are transmitted as text. */
  readonly overHttp: boolean;
  close(): Promise<void>;
}

/**
 * Connects to a provider. An application is started.
 * @param caller the service in whose name calls are made.
 * @throws {TypeError} if the application does not host the contract's module.
 */
export async function connectProvider(
  contract: Contract,
  provider: Provider,
  caller: string | undefined,
): Promise<ConnectedProvider> {
  const { transport, url, owned } = await reach(contract, provider);
  const open = (replaced?: { readonly wire: unknown }): ServiceCaller => {
    // Both sides check values on every transport.
    const untrusting: Transport = {
      async call(request) {
        const input = replaced === undefined ? request.input : replaced.wire;
        return { ...(await transport.call({ ...request, input, local: false })), local: false };
      },
    };
    return connect(untrusting, { caller });
  };
  return {
    call: (operation, input, replaced) => open(replaced).call(operation, input, undefined),
    stream: (operation, input) => open().stream(operation, input, undefined),
    url: url?.startsWith("http:") || url?.startsWith("https:") ? new URL(url) : undefined,
    overHttp: url !== undefined,
    close: async () => {
      if (owned) await transport.close?.();
    },
  };
}

interface Reached {
  readonly transport: Transport;
  readonly url?: string;
  /** `true` if the transport was created here, and must be closed here. */
  readonly owned: boolean;
}

async function reach(contract: Contract, provider: Provider): Promise<Reached> {
  if (typeof provider === "string" || provider instanceof URL) {
    const url = String(provider).replace(/\/$/, "");
    return { transport: createHttpTransport(url), url, owned: true };
  }
  if ("call" in provider) return { transport: provider, owned: false };
  await provider.start();
  const dispatcher = getApplicationHost(provider).dispatchers.find((one) => one.contract.name === contract.name);
  if (dispatcher !== undefined) return { transport: createInProcessTransport(dispatcher), owned: true };
  const hosted = provider.hosted.join(", ");
  throw new TypeError(
    `expected an application that hosts ${contract.name}, found one that hosts ${hosted === "" ? "nothing" : hosted}; give the URL of the service instead`,
  );
}
