/**
 * The options of `listen`, and the kind of each. Limits, ports and certificates are checked where
 * they are used.
 */

import type { Fault } from "@seamline/core";
import { anything, callback, either, flag, object, oneOf, type Setting, value } from "@seamline/core/settings";

const text: Setting = value("a text", (given) => typeof given === "string");
const material = { key: anything, cert: anything, ca: anything, minVersion: anything };
const serverMaterial = { ...material, requestCert: flag, rejectUnauthorized: flag };
const listener = {
  port: anything,
  host: text,
  socketPath: text,
  maxConnections: anything,
  headersTimeoutMs: anything,
  requestTimeoutMs: anything,
  keepAliveTimeoutMs: anything,
  drainTimeoutMs: anything,
  maxBodyBytes: anything,
};

/** The kinds of the options of CORS. */
export const corsSetting: Readonly<Record<string, Setting>> = {
  origins: anything,
  credentials: flag,
  maxAgeSeconds: anything,
  headers: anything,
};

const upstream = object({
  url: text,
  host: oneOf("keep", "replace"),
  forwarded: oneOf("append", "replace"),
  connections: anything,
  connectTimeoutMs: anything,
  responseTimeoutMs: anything,
  idleTimeoutMs: anything,
  maxBodyBytes: anything,
  webSockets: anything,
  tls: object(material),
  allowLinkLocal: flag,
});

const listenSetting: Setting = object({
  public: object({
    ...listener,
    tls: object(serverMaterial),
    authenticate: callback,
    cors: object(corsSetting),
    openapi: anything,
    upstream: either((given) => (typeof given === "string" ? text : upstream)),
  }),
  internal: object({ ...listener, tls: object({ ...serverMaterial, identify: callback }) }),
  onSkew: callback,
});

/** Finds unknown keys and values of the wrong kind among the options of `listen`. */
export function findOptionFaults(options: unknown): readonly Fault[] {
  return listenSetting("", options).map(({ path, message }) => ({
    key: path === "" ? "listen" : path.replace(/^(public|internal)\b\.?/, "$1 listener ").trimEnd(),
    message,
  }));
}
