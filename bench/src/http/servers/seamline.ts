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

/**
 * Over TLS, not signed. The URL's fragment holds the certificate of a new authority, in base64url.
 */
export async function seamlineTls(handlers: Handlers): Promise<OpenServer> {
  const { createCertificateAuthority } = await import("@seamline/testing");
  const authority = createCertificateAuthority();
  const server = await open(handlers, {}, authority.issue({ hosts: ["127.0.0.1"] }));
  return { ...server, url: `${server.url}#${Buffer.from(authority.cert).toString("base64url")}` };
}

async function open(
  handlers: Handlers,
  env: Readonly<Record<string, string>>,
  tls?: { readonly cert: string; readonly key: string },
): Promise<OpenServer> {
  const app = createApplication({ ...describeHosted(handlers), env });
  const { internal } = await listen(app, { internal: { port: 0, ...(tls && { tls }) } });
  if (internal === undefined) throw new Error("expected the internal listener to be open");
  return { url: internal, close: () => app.stop() };
}
