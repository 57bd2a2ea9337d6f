/** The servers of the family by name. Each runs in a separate process. */

import type { Handlers } from "../subject/subject.ts";
import type { OpenServer } from "./servers/listening.ts";

/** Opens a server on a free port of loopback. */
export type OpenServerWith = (handlers: Handlers) => Promise<OpenServer>;

const loaders = {
  "node:http": async () => (await import("./servers/by-hand.ts")).byHand,
  fastify: async () => (await import("./servers/fastify.ts")).fastify,
  hono: async () => (await import("./servers/hono.ts")).hono,
  "ts-rest": async () => (await import("./servers/ts-rest.ts")).tsRest,
  trpc: async () => (await import("./servers/trpc.ts")).trpc,
  orpc: async () => (await import("./servers/orpc.ts")).orpc,
  connect: async () => (await import("./servers/connect.ts")).connect,
  seamline: async () => (await import("./servers/seamline.ts")).seamline,
  "seamline signed": async () => (await import("./servers/seamline.ts")).seamlineSigned,
  "seamline TLS": async () => (await import("./servers/seamline.ts")).seamlineTls,
} satisfies Record<string, () => Promise<OpenServerWith>>;

/** The name of a server. */
export type ServerName = keyof typeof loaders;

/** Opens a server. */
export async function openServer(name: ServerName, handlers: Handlers): Promise<OpenServer> {
  const open: OpenServerWith = await loaders[name]();
  return open(handlers);
}
