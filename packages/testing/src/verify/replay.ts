/** Asks a provider what was recorded, through the ordinary call path, and keeps what comes back as it was on the wire. */

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

/** What a provider answered, on the wire, or why it did not. */
export type ReplayedAnswer =
  | { readonly kind: "output"; readonly output: unknown }
  | { readonly kind: "error"; readonly error: Pick<WireError, "code" | "reason" | "details" | "message"> };

/** The way to a provider. */
export interface Replay {
  ask(consumer: string, interaction: Interaction): Promise<ReplayedAnswer>;
  close(): Promise<void>;
}

/**
 * Opens the way to a provider. An application is started unless it has started.
 * @param keys sign the calls to a URL.
 */
export async function openReplay(
  contract: Contract,
  target: ProviderTarget,
  keys: readonly SigningKey[] = [],
): Promise<Replay> {
  const transport = await toTransport(contract, target, keys);
  return {
    ask: (consumer, interaction) => ask(contract, transport, consumer, interaction),
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
    const { createHttpTransport } = await import("@seamline/http"); // an optional peer: needed for URLs only
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

async function ask(
  contract: Contract,
  transport: Transport,
  consumer: string,
  interaction: Interaction,
): Promise<ReplayedAnswer> {
  const { input } = interaction;
  const operation = operationOf(contract, interaction);
  const forms = operation.streaming ?? { input: "none", output: "none" };
  let answer: ReplayedAnswer | undefined;
  const watched: Transport = {
    async call(request) {
      const response = await transport.call(request);
      if (response.error !== undefined) answer = { kind: "error", error: response.error };
      else if (forms.output === "none") answer = { kind: "output", output: response.output };
      else return watchAnswer(response, forms.output, (read) => (answer = read));
      return response;
    },
  };
  const client = connect(watched, { caller: consumer });
  const value = forms.input === "none" ? operation.input.decode(input) : decodeItems(operation, input);
  try {
    if (forms.output === "none") await client.call(operation, value, undefined);
    else for await (const _ of client.stream(operation, value, undefined));
  } catch (reason) {
    // A client turns away an answer outside the contract; what came says where it is.
    const { code, message, reason: name } = ServiceError.from(reason);
    answer ??= { kind: "error", error: { code, message, reason: name } };
  }
  return answer as ReplayedAnswer;
}

function watchAnswer(
  response: CallResponse,
  form: "items" | "bytes",
  keep: (answer: ReplayedAnswer) => void,
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
