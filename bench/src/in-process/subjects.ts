/**
 * The subjects of the family, in the order of its table. Each file is loaded only by the process
 * that measures it.
 */

import type { Subject } from "../subject/subject.ts";

/** The subject that ratios refer to. */
export const floorName = "floor";

const byHand = () => import("./subjects/by-hand.ts");
const ours = () => import("./subjects/seamline.ts");

const loaders: Readonly<Record<string, () => Promise<Subject>>> = {
  "bare async function": async () => (await byHand()).bare,
  "hand-written check and copy": async () => (await byHand()).checkAndCopy,
  [floorName]: async () => (await byHand()).zodParse,
  "floor with z.compile": async () => (await byHand()).zodCompile,
  "floor + JSON round trips": async () => (await byHand()).zodAndJson,
  "floor + structuredClone": async () => (await byHand()).zodAndClone,
  "Moleculer local call": async () => (await import("./subjects/moleculer.ts")).moleculer,
  "oRPC createRouterClient": async () => (await import("./subjects/orpc.ts")).orpc,
  "tRPC caller": async () => (await import("./subjects/trpc.ts")).trpcCaller,
  "tRPC localLink": async () => (await import("./subjects/trpc.ts")).trpcLocalLink,
  "Hono hc + app.request": async () => (await import("./subjects/hono.ts")).hono,
  "Elysia Eden": async () => (await import("./subjects/elysia.ts")).elysia,
  "Fastify inject": async () => (await import("./subjects/fastify.ts")).fastifyInject,
  "fastify-undici-dispatcher": async () => (await import("./subjects/fastify.ts")).fastifyDispatcher,
  "ts-rest serverless": async () => (await import("./subjects/ts-rest.ts")).tsRest,
  "Connect router transport": async () => (await import("./subjects/connect.ts")).connect,
  seamline: async () => (await ours()).seamline,
  "seamline (inside a module)": async () => (await ours()).seamlineInside,
  "seamline (strict mode)": async () => (await ours()).seamlineStrict,
};

/** All names. */
export const subjectNames: readonly string[] = Object.keys(loaders);

/**
 * Loads a subject.
 * @throws {RangeError} for an unknown name.
 */
export async function loadSubject(name: string): Promise<Subject> {
  const load = loaders[name];
  if (load === undefined) throw new RangeError(`expected one of ${subjectNames.join("; ")}; found ${name}`);
  return load();
}
