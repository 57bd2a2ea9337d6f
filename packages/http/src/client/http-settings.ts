/** The options of `http()` and `createHttpTransport()`, and the kind of each. */

import {
  anything,
  arrayOf,
  callback,
  fieldsOf,
  flag,
  object,
  recordOf,
  type Setting,
  text,
  value,
} from "@seamline/core/settings";
import { foreignHeadersSetting } from "./foreign/foreign-headers.ts";

const tls = {
  key: anything,
  cert: anything,
  ca: anything,
  minVersion: anything,
  servername: value("a text", (given) => typeof given === "string"),
};

/** Accepts the options of `http()`; numbers and certificates are checked where they are used. */
export const httpSetting: Setting = object({
  connections: anything,
  allowLinkLocal: flag,
  headers: recordOf("an object of header fields by service", foreignHeadersSetting),
  tls: object({ ...tls, services: recordOf("an object of TLS options by service", object(tls)) }),
});

/** Signing keys. The faults show nothing of what stands there, which may be a secret. */
const signingKeys: Setting = (path, given) => {
  if (Array.isArray(given) && given.every(isSigningKey)) return [];
  const next = typeof given === "string" ? "; parse the text with parseSigningKeys" : "";
  return [{ path, message: `expected an array of signing keys, each with an id and the bytes of its secret${next}` }];
};

function isSigningKey(given: unknown): boolean {
  const { id, secret } = fieldsOf(given);
  return typeof id === "string" && ArrayBuffer.isView(secret);
}

/** Accepts the options of `createHttpTransport()`. */
export const transportSetting: Setting = object({
  connections: anything,
  batch: anything,
  keys: signingKeys,
  tls: object(tls),
  allowLinkLocal: flag,
  foreign: flag,
  headers: foreignHeadersSetting,
  interceptors: arrayOf("an array of interceptors", callback),
});

/** Accepts the options of `createTransportOver()`. */
export const transportOverSetting: Setting = object({
  url: text("an http: or https: URL"),
  keys: signingKeys,
  foreign: flag,
  headers: foreignHeadersSetting,
  onClose: callback,
});
