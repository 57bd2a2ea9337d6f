/**
 * The same service with other libraries, whose consumers infer their types from the author's
 * schemas.
 */

import {
  eachOperation,
  inputSource,
  inputValue,
  operationName,
  outputSource,
  outputValue,
  printConsumer,
} from "../repository/synthetic.ts";
import { defineTypesSubject, type TypesSubject } from "./subject.ts";

const trpc = defineTypesSubject("tRPC", (operations) => ({
  "router.ts": `import { initTRPC } from "@trpc/server";
import { z } from "zod";
const t = initTRPC.create();
export const router = t.router({
${eachOperation(
  operations,
  (name) => `  ${name}: t.procedure.input(${inputSource}).output(${outputSource}).query(() => (${outputValue})),`,
)}
});
export type Router = typeof router;
`,
  "consumer.ts": printConsumer(
    `import { createTRPCClient, httpLink } from "@trpc/client";
import type { Router } from "./router.ts";
const client = createTRPCClient<Router>({ links: [httpLink({ url: "http://127.0.0.1" })] });`,
    operations,
    (name) => `client.${name}.query(${inputValue})`,
  ),
}));

const orpc = defineTypesSubject("oRPC contract", (operations) => ({
  "contract.ts": `import { oc } from "@orpc/contract";
import { z } from "zod";
export const contract = {
${eachOperation(operations, (name) => `  ${name}: oc.input(${inputSource}).output(${outputSource}),`)}
};
`,
  "consumer.ts": printConsumer(
    `import { createORPCClient } from "@orpc/client";
import { RPCLink } from "@orpc/client/fetch";
import type { ContractRouterClient } from "@orpc/contract";
import type { contract } from "./contract.ts";
const client: ContractRouterClient<typeof contract> = createORPCClient(new RPCLink({ url: "http://127.0.0.1" }));`,
    operations,
    (name) => `client.${name}(${inputValue})`,
  ),
}));

/** Routes per mounted application: one chain of all of them is deeper than the compiler follows. */
const groupSize = 20;

const hono = defineTypesSubject("Hono hc", (operations) => {
  const groups = Array.from({ length: Math.ceil(operations / groupSize) }, (_, group) =>
    Array.from({ length: Math.min(groupSize, operations - group * groupSize) }, (_, index) =>
      operationName(group * groupSize + index),
    ),
  );
  return {
    "app.ts": `import { Hono } from "hono";
import { validator } from "hono/validator";
import { z } from "zod";
type Output = z.infer<typeof output>;
const output = ${outputSource};
${groups
  .map(
    (names, group) => `const group${group} = new Hono()
${names
  .map(
    (name) =>
      `  .post("/${name}", validator("json", (value) => ${inputSource}.parse(value)), (c) => c.json<Output>(${outputValue}))`,
  )
  .join("\n")};`,
  )
  .join("\n")}
export const app = new Hono()
${groups.map((_, group) => `  .route("/group${group}", group${group})`).join("\n")};
export type App = typeof app;
`,
    "consumer.ts": printConsumer(
      `import { hc } from "hono/client";
import type { App } from "./app.ts";
const client = hc<App>("http://127.0.0.1");`,
      operations,
      (name) =>
        `(await client.group${Math.floor(Number(name.slice(2)) / groupSize)}.${name}.$post({ json: ${inputValue} })).json()`,
    ),
  };
});

/** The release candidate: the declarations of 3.52 require zod 3. */
const tsRest = defineTypesSubject("ts-rest", (operations) => ({
  "contract.ts": `import { initContract } from "ts-rest-next";
import { z } from "zod";
export const contract = initContract().router({
${eachOperation(
  operations,
  (name) =>
    `  ${name}: { method: "POST", path: "/${name}", body: ${inputSource}, responses: { 200: ${outputSource} } },`,
)}
}, { strictStatusCodes: true });
`,
  "consumer.ts": printConsumer(
    `import { initClient } from "ts-rest-next";
import { contract } from "./contract.ts";
const client = initClient(contract, { baseUrl: "http://127.0.0.1" });
const bodyOf = async <Body>(response: Promise<{ status: 200; body: Body }>): Promise<Body> => (await response).body;`,
    operations,
    (name) => `bodyOf(client.${name}({ body: ${inputValue} }))`,
  ),
}));

/** All of them. */
export const peers: readonly TypesSubject[] = [trpc, orpc, hono, tsRest];
