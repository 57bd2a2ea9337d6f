/** Loads core under the fake timers of node:test, which do not show what they stand for. */

import { mock } from "node:test";

mock.timers.enable({ apis: ["setTimeout", "setInterval", "setImmediate", "Date"] });
const { createClient, defineContract } = await import("../src/index.ts");
const { createDispatcher, createInProcessTransport } = await import("../src/extend.ts");

const contract = defineContract("clock", { operations: { hang: {} } });
const hang = (): Promise<void> => new Promise(() => undefined);
const client = createClient(contract, createInProcessTransport(createDispatcher(contract, { hang })));
const end = (call: Promise<void>): Promise<void> => call.catch(({ code }) => console.log(code));

const first = end(client.hang({}, { timeoutMs: 30 }));
await Promise.resolve();
mock.timers.reset();
await Promise.all([first, end(client.hang({}, { timeoutMs: 30 }))]);
