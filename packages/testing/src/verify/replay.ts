/**
 * Replays recorded calls to a provider through the ordinary call path, and keeps the responses in
 * wire form.
 */

import { type Application, type CallResponse, type Contract, ServiceError, type Transport } from "@seamline/core";
import {
  createInProcessTransport,
  type Dispatcher,
  getApplicationHost,
  type Operation,
  type SigningKey,
  StreamFailure,
  type WireError,
} from "@seamline/core/extend";
import { connect, itemsOf } from "@seamline/core/internal";
import { type Interaction, operationOf } from "../record/interaction.ts";
import { collected, replayed, watchStream } from "../record/wire-form.ts";

/**
 * A provider: an application that hosts it, its dispatcher, any transport to it, or the URL of its
 * internal listener.
 */
export type ProviderTarget = Application | Dispatcher | Transport | string;

/**
 * The response of a provider on the wire: an output, or an error of the provider or of the call.
 */
export type ReplayedResponse =
  | { readonly kind: "output"; readonly output: unknown }
  | { readonly kind: "error"; readonly error: Pick<WireError, "code" | "reason" | "details" | "message"> };

/** A connection to the provider under verification. */
export interface Replay {
  call(consumer: string, interaction: Interaction): Promise<ReplayedResponse>;
  close(): Promise<void>;
}

/**
 * Connects to a provider. An application is started unless it has started.
 * @param keys keys that sign calls to a URL.
 */
export async function openReplay(
  contract: Contract,
  target: ProviderTarget,
  keys: readonly SigningKey[] = [],
): Promise<Replay> {
  const transport = await toTransport(contract, target, keys);
  return {
    call: (consumer, interaction) => callProvider(contract, transport, consumer, interaction),
    async close() {
      if (typeof target === "string") await transport.close?.();
    },
  };
}

async function toTransport(
  contract: Contract,
  target: ProviderTarget,
  keys: readonly SigningKey[],
): Promise<Transport> {
  if (typeof target === "string") {
    const { createHttpTransport } = await import("@seamline/http"); // an optional peer, only for URLs
    return createHttpTransport(target, { keys });
  }
  if ("dispatch" in target) return createInProcessTransport(target);
  if ("call" in target) return target;
  await target.start();
  const dispatcher = getApplicationHost(target).dispatchers.find((one) => one.contract.name === contract.name);
  if (dispatcher !== undefined) return createInProcessTransport(dispatcher);
  throw new TypeError(
    `target: expected an application that hosts ${contract.name}, found one that hosts ${target.hosted.join(", ") || "nothing"}`,
  );
}

async function callProvider(
  contract: Contract,
  transport: Transport,
  consumer: string,
  interaction: Interaction,
): Promise<ReplayedResponse> {
  const { input } = interaction;
  const operation = operationOf(contract, interaction);
  const forms = operation.streaming ?? { input: "none", output: "none" };
  let replayed: ReplayedResponse | undefined;
  const watched: Transport = {
    async call(request) {
      const response = await transport.call(request);
      if (response.error !== undefined) replayed = { kind: "error", error: response.error };
      else if (forms.output === "none") replayed = { kind: "output", output: response.output };
      else return watchResponse(response, forms.output, (read) => (replayed = read));
      return response;
    },
  };
  const client = connect(watched, { caller: consumer });
  const value = forms.input === "none" ? operation.input.decode(input) : decodeItems(operation, input);
  try {
    if (forms.output === "none") await client.call(operation, value, undefined);
    else for await (const _ of client.stream(operation, value, undefined));
  } catch (reason) {
    // A client refuses a response outside the contract; the kept one shows the difference.
    const { code, message, reason: name } = ServiceError.from(reason);
    replayed ??= { kind: "error", error: { code, message, reason: name } };
  }
  return replayed as ReplayedResponse;
}

function watchResponse(
  response: CallResponse,
  form: "items" | "bytes",
  keep: (replayed: ReplayedResponse) => void,
): CallResponse {
  const items: unknown[] = [];
  const output = watchStream(itemsOf(response.output), {
    onItem: (item) => items.push(item),
    onEnd: () => keep({ kind: "output", output: collected(form, items) }),
    onFailure: (reason) => {
      if (reason instanceof StreamFailure) keep({ kind: "error", error: reason.error });
    },
  });
  return { ...response, output };
}

async function* decodeItems(operation: Operation, recorded: unknown): AsyncGenerator<unknown, void, void> {
  for await (const item of replayed(operation.streaming?.input ?? "none", recorded)) yield operation.input.decode(item);
}
