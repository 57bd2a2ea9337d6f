/**
 * A program for tests: an application with undici 7, undici 8, the built-in fetch and Seamline in
 * one process. Prints what each receives.
 */

import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { MockAgent, request, setGlobalDispatcher } from "undici-7";
import { z } from "zod";

const server = createServer((_request, response) => response.end("answered by the built-in fetch"));
await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

const dispatchers = (): readonly unknown[] =>
  ["undici.globalDispatcher.1", "undici.globalDispatcher.2"].map((name) => Reflect.get(globalThis, Symbol.for(name)));
const found: Record<string, unknown> = { "undici 7": "", fetch: await (await fetch(url)).text() };
const before = dispatchers();

const { createApplication, createClient, defineContract, defineModule } = await import("@seamline/core");
const { createHttpTransport, listen } = await import("@seamline/http");
const isKept = dispatchers().every((one, index) => before[index] === undefined || one === before[index]);
found["built-in dispatcher"] = isKept ? "as before" : "replaced";

const mocks = new MockAgent();
mocks.disableNetConnect();
setGlobalDispatcher(mocks);
mocks.get("http://shop.example").intercept({ path: "/" }).reply(200, "answered by a mock of undici 7");
found["undici 7"] = await (await request("http://shop.example/")).body.text();

const contract = defineContract("greeter", {
  operations: { greet: { input: z.object({ name: z.string() }), output: z.string() } },
});
const module = defineModule({
  contract,
  start: () => ({ greet: ({ name }: { readonly name: string }) => `hello ${name}` }),
});
const application = createApplication({ modules: { greeter: { contract, load: async () => ({ module }) } } });
const { internal = "" } = await listen(application, { internal: { port: 0 } });
const transport = createHttpTransport(internal);
found.seamline = await createClient(contract, transport).greet({ name: "ada" });
await transport.close?.();
await application.stop();

// The same copy of undici as Seamline's, loaded by the application later.
const undici8 = await import("undici");
const { statusCode, body } = await undici8.request(url, { dispatcher: new undici8.Agent({ keepAliveTimeout: 1 }) });
await body.dump();
found["undici 8"] = statusCode;

server.close();
server.closeAllConnections();
process.stdout.write(`${JSON.stringify(found)}\n`);
process.exit();
