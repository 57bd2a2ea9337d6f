/**
 * The subjects of the family, in the order of its tables: each way into each framework's
 * application. Each file is loaded only by the process that measures it.
 */

import type { Subject } from "../subject/subject.ts";

/** The way that ratios of CPU refer to first: a port. */
export const floorWay = "undici over loopback";
/** The second: an injected request without one. */
export const injectedWay = "light-my-request";

const express = () => import("./subjects/express.ts");
const fastify = () => import("./subjects/fastify.ts");
const hono = () => import("./subjects/hono.ts");

const ways: Readonly<Record<string, Readonly<Record<string, () => Promise<Subject>>>>> = {
  "Express 5": {
    [floorWay]: async () => (await express()).loopback,
    supertest: async () => (await express()).supertest,
    srvx: async () => (await express()).srvx,
    "seamline dispatcher": async () => (await express()).dispatcher,
    seamline: async () => (await express()).seamline,
  },
  "Fastify 5": {
    [floorWay]: async () => (await fastify()).loopback,
    supertest: async () => (await fastify()).supertest,
    srvx: async () => (await fastify()).srvx,
    [injectedWay]: async () => (await fastify()).lightMyRequest,
    "seamline dispatcher": async () => (await fastify()).dispatcher,
    seamline: async () => (await fastify()).seamline,
  },
  "Hono 4": {
    [floorWay]: async () => (await hono()).loopback,
    "app.request": async () => (await hono()).request,
    "seamline dispatcher": async () => (await hono()).dispatcher,
    seamline: async () => (await hono()).seamline,
  },
};

/** The frameworks. */
export const frameworks: readonly string[] = Object.keys(ways);

/** The name of a way into a framework's application. */
export function nameOf(framework: string, way: string): string {
  return `${framework}, ${way}`;
}

/** All names. */
export const subjectNames: readonly string[] = frameworks.flatMap((framework) =>
  Object.keys(ways[framework] ?? {}).map((way) => nameOf(framework, way)),
);

/**
 * Loads a subject.
 * @throws {RangeError} for an unknown name.
 */
export async function loadSubject(name: string): Promise<Subject> {
  const [framework = "", way = ""] = name.split(", ");
  const load = ways[framework]?.[way];
  if (load === undefined) throw new RangeError(`expected one of ${subjectNames.join("; ")}; found ${name}`);
  return load();
}
