/** An application that is bundled: what it prints is the same from its sources and from any bundle. */

import {
  createApplication,
  createClient,
  DeclaredError,
  type GuardViolation,
  ServiceError,
  withinTransaction,
} from "@seamline/core";
import { createHttpTransport, http, listen } from "@seamline/http";
import { greeterContract } from "./contract.ts";

const callSites: (string | undefined)[] = [];
const app = createApplication({
  modules: { greeter: { contract: greeterContract, load: async () => await import("./greeter.ts") } },
  transports: [http()],
  guards: { mode: "warn", report: ({ callSite }: GuardViolation) => callSites.push(callSite) },
  onError: () => undefined,
});

async function main(): Promise<void> {
  const { internal = "" } = await listen(app, { internal: { port: 0 } });
  const transport = createHttpTransport(internal);
  for (const client of [app.client(greeterContract), createClient(greeterContract, transport)]) {
    console.log(await client.greet({ name: "Ada" }));
    for (const name of ["shy", "bug", ""]) {
      const result = await client.safe.greet({ name });
      if (result.ok) continue;
      const { error } = result;
      console.log(error.name, error.code, error.reason, error.details, error instanceof ServiceError);
      console.log(error instanceof DeclaredError, String(error).replace(/call \S+/, "call …"));
    }
    const numbers: number[] = [];
    for await (const number of client.count({ to: 3 })) numbers.push(number);
    console.log(numbers);
  }
  const client = app.client(greeterContract);
  await withinTransaction(async () => {
    await client.wave();
    await client.safe.greet({ name: "safe" });
    for await (const _ of client.count({ to: 1 }));
  });
  await transport.close?.();
  await app.stop();
  console.log("call sites:");
  for (const callSite of callSites) console.log(callSite);
}

void main();
