/**
 * A process whose handler throws in a timer: the call ends at its deadline, and Node reports the
 * exception to the process.
 */

import { createClient } from "@seamline/core";
import { createDispatcher, createInProcessTransport } from "@seamline/core/extend";
import { ShopClient, shopContract } from "./shop.ts";

process.on("uncaughtException", (error) => console.log(`process: ${error.message}`));

const act = (): Promise<never> => {
  setTimeout(() => {
    throw new Error("thrown in a timer");
  });
  return new Promise(() => undefined);
};
const handlers = Object.fromEntries(Object.keys(shopContract.operations).map((name) => [name, act]));
const client = createClient(ShopClient, createInProcessTransport(createDispatcher(shopContract, handlers)));

await client.run("act", {}, { timeoutMs: 100 }).catch((error: { code: string }) => console.log(`call: ${error.code}`));
