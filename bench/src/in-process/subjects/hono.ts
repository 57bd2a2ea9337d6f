/** Hono: its typed client over the application's `request`, without a socket. */

import { createHonoApp, createHonoCaller } from "../../peers/hono-app.ts";
import type { Subject } from "../../subject/subject.ts";

/** `hc` with `app.request`. */
export const hono: Subject = {
  open: (handlers) => createHonoCaller("http://localhost", { fetch: createHonoApp(handlers).request as typeof fetch }),
};
