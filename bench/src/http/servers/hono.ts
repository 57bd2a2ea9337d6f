/** Hono on Node. */

import { getRequestListener } from "@hono/node-server";
import { createHonoApp } from "../../peers/hono-app.ts";
import type { Handlers } from "../../subject/subject.ts";
import { listenWith, type OpenServer } from "./listening.ts";

/** Opens the server. */
export function hono(handlers: Handlers): Promise<OpenServer> {
  const app = createHonoApp(handlers);
  return listenWith(getRequestListener(app.fetch));
}
