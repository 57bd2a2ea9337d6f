/** Fastify, inputs and outputs validated by zod. */

import { createFastifyApp } from "../../peers/fastify-app.ts";
import type { Handlers } from "../../subject/subject.ts";
import type { OpenServer } from "./listening.ts";

/** Opens the server. */
export async function fastify(handlers: Handlers): Promise<OpenServer> {
  const app = createFastifyApp(handlers);
  const url = await app.listen({ port: 0, host: "127.0.0.1" });
  return {
    url,
    async close() {
      app.server.closeAllConnections();
      await app.close();
    },
  };
}
