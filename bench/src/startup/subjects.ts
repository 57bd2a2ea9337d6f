/** The imports of an application that makes a call. */

import { eachOperation, inputSource, outputSource } from "../repository/synthetic.ts";

/** A program to start. */
export interface StartupSubject {
  readonly name: string;
  /** The imported modules, in this order. */
  readonly imports: readonly string[];
  /** Files of the repository that are imported. */
  readonly files?: Readonly<Record<string, string>>;
}

/** Operations of the service whose client is started. */
export const operations = 10;

/** The subject that ratios refer to: schemas and an HTTP client. */
export const floor: StartupSubject = { name: "zod + undici", imports: ["zod", "undici"] };

/** All subjects. `orders-client` is generated, compiled and imported from its built JavaScript. */
export const subjects: readonly StartupSubject[] = [
  { name: "nothing", imports: [] },
  { name: "undici", imports: ["undici"] },
  { name: "zod", imports: ["zod"] },
  floor,
  { name: "seamline (core alone)", imports: ["@seamline/core"] },
  { name: "seamline (client package + core)", imports: ["orders-client", "@seamline/core"] },
  { name: "seamline (client package + core + http)", imports: ["orders-client", "@seamline/core", "@seamline/http"] },
  { name: "tRPC client", imports: ["@trpc/client"] },
  { name: "oRPC client", imports: ["@orpc/client", "@orpc/client/fetch"] },
  {
    name: "ts-rest client + contract",
    imports: ["./peers/ts-rest.js"],
    files: {
      "peers/ts-rest.js": `import { initClient, initContract } from "ts-rest-next";
import { z } from "zod";
const contract = initContract().router({
${eachOperation(
  operations,
  (name) =>
    `  ${name}: { method: "POST", path: "/${name}", body: ${inputSource}, responses: { 200: ${outputSource} } },`,
)}
});
export const client = initClient(contract, { baseUrl: "http://127.0.0.1" });
`,
    },
  },
];
