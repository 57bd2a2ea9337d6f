/**
 * The types of clients that are inferred from a contract. Every line marked as an error must be
 * one.
 */

import { z } from "zod";
import type { CallOptions } from "../call/call-options.ts";
import type { Transport } from "../call/call-request.ts";
import { defineContract } from "../contract/define-contract.ts";
import type { Contract } from "../contract/operation.ts";
import type { ServiceError } from "../error/service-error.ts";
import { bytes, stream } from "../schema/stream-schema.ts";
import { isoDateTime } from "../schema/wire-codecs.ts";
import { createClientClass } from "./client-class.ts";
import type { ClientOf, UndeclaredError } from "./client-of.ts";
import { createClient } from "./create-client.ts";
import type { ServiceClient, ServiceClientClass } from "./service-client.ts";

type Same<One, Other> =
  (<Type>() => Type extends One ? 1 : 2) extends <Type>() => Type extends Other ? 1 : 2 ? true : false;
declare function holds<_Statement extends true>(): void;

const contract = defineContract("shop", {
  operations: {
    buy: {
      input: z.object({ item: z.string(), amount: z.int().default(1), at: isoDateTime() }),
      output: z.object({ id: z.int(), gift: z.boolean().default(false), at: isoDateTime() }),
      errors: {
        soldOut: { code: "failed_precondition", details: z.object({ left: z.int() }) },
        closed: { code: "unavailable" },
      },
    },
    search: { input: z.object({ text: z.string().optional() }), output: z.array(z.string()) },
    ping: {},
    watch: { input: z.object({ item: z.string() }), output: stream(z.object({ at: isoDateTime() })) },
    download: { output: bytes() },
    upload: { input: bytes() },
    sum: { input: stream(z.object({ n: z.int().default(0) })), output: z.int() },
    convert: { input: stream(z.int()), output: stream(z.string()) },
  },
});

declare const transport: Transport;
const client = createClient(contract, transport, { caller: "courier" });

type Bought = { id: number; gift: boolean; at: Date };
type Buy = (input: { item: string; amount?: number | undefined; at: Date }, options?: CallOptions) => Promise<Bought>;
holds<Same<typeof client.buy, Buy>>();
holds<
  Same<typeof client.search, (input?: { text?: string | undefined }, options?: CallOptions) => Promise<string[]>>
>();
holds<Same<typeof client.ping, (input?: Record<string, never>, options?: CallOptions) => Promise<void>>>();
holds<Same<typeof client.watch, (input: { item: string }, options?: CallOptions) => AsyncIterable<{ at: Date }>>>();
holds<
  Same<typeof client.download, (input?: Record<string, never>, options?: CallOptions) => AsyncIterable<Uint8Array>>
>();
holds<Same<typeof client.upload, (input: AsyncIterable<Uint8Array>, options?: CallOptions) => Promise<void>>>();
holds<
  Same<typeof client.sum, (input: AsyncIterable<{ n?: number | undefined }>, options?: CallOptions) => Promise<number>>
>();
holds<Same<typeof client.convert, (input: AsyncIterable<number>, options?: CallOptions) => AsyncIterable<string>>>();

holds<Same<keyof typeof client.safe, "buy" | "search" | "ping" | "upload" | "sum">>();
const bought = await client.safe.buy({ item: "apple", at: new Date() });
if (bought.ok) holds<Same<typeof bought.value, Bought>>();
else {
  const { error } = bought;
  holds<typeof error extends ServiceError ? true : false>();
  if (error.reason === "soldOut") holds<Same<typeof error.details, { left: number }>>();
  if (error.reason === "closed") holds<Same<typeof error.details, undefined>>();
  if (error.reason === undefined) holds<Same<typeof error.details, unknown>>();
}
const pinged = await client.safe.ping();
if (!pinged.ok) holds<Same<typeof pinged.error, UndeclaredError>>();

holds<Same<typeof client, ClientOf<typeof contract>>>();
const ShopClient = createClientClass(contract);
const byClass = createClient(ShopClient, transport);
holds<Same<typeof byClass, ClientOf<typeof contract>>>();
holds<typeof ShopClient extends ServiceClientClass ? true : false>();

declare class GeneratedClient extends ServiceClient {
  static override readonly contract: Contract;
  static override readonly errors: Record<string, never>;
  greet(): Promise<string>;
}
const generated = createClient(GeneratedClient, transport, { caller: "courier" });
holds<Same<typeof generated, GeneratedClient>>();

// @ts-expect-error an input has its fields
client.buy({ item: "apple" });
// @ts-expect-error fields have their types
client.search({ text: 1 });
// @ts-expect-error an operation without an input has no fields
client.ping({ text: "a" });
// @ts-expect-error the contract has no such operation
client.sell();
// @ts-expect-error a stream is no object
client.sum({ n: 1 });
// @ts-expect-error generated packages publish a contract without its definition, hence no types
createClient(contract as Contract, transport);
// @ts-expect-error a transport has `call`
createClient(contract, {});
// @ts-expect-error options are closed
createClient(contract, transport, { timeoutMs: 1 });
