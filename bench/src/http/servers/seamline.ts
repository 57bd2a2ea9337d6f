/** Seamline: an application that hosts the module, and its internal listener. */

import { createApplication } from "@seamline/core";
import { listen } from "@seamline/http";
import { describeHosted } from "../../seamline/hosted.ts";
import { signingKeys } from "../../seamline/signing-keys.ts";
import type { Handlers } from "../../subject/subject.ts";
import type { OpenServer } from "./listening.ts";

/** Calls on loopback, not signed. */
export function seamline(handlers: Handlers): Promise<OpenServer> {
  return open(handlers, {});
}

/** Every call signed by its caller, every signature verified. */
export function seamlineSigned(handlers: Handlers): Promise<OpenServer> {
  return open(handlers, { SEAMLINE_KEYS: signingKeys });
}

async function open(handlers: Handlers, env: Readonly<Record<string, string>>): Promise<OpenServer> {
  const app = createApplication({ ...describeHosted(handlers), env });
  const { internal } = await listen(app, { internal: { port: 0 } });
  if (internal === undefined) throw new Error("expected the internal listener to be open");
  return { url: internal, close: () => app.stop() };
}
