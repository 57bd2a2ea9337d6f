/**
 * Seamline: an application that hosts no module, its client of the orders service, and the route
 * from the environment.
 */

import { ordersContract } from "@bench/orders-client/contract";
import { createApplication } from "@seamline/core";
import { type HttpOptions, http } from "@seamline/http";
import { startCaller } from "../../seamline/caller.ts";
import { signingKeys } from "../../seamline/signing-keys.ts";
import type { Caller } from "../../subject/subject.ts";

/**
 * Not signed.
 * @param options of the route, such as `?connections=32`.
 */
export function openSeamline(url: string, options = ""): Promise<Caller> {
  return open({ SEAMLINE_ORDERS: url + options });
}

/** Every call signed. */
export function openSeamlineSigned(url: string): Promise<Caller> {
  return open({ SEAMLINE_ORDERS: url, SEAMLINE_KEYS: signingKeys });
}

/**
 * Over TLS.
 * @param url with the certificate of the trusted authority in its fragment, in base64url.
 */
export function openSeamlineTls(url: string): Promise<Caller> {
  const [address = "", authority = ""] = url.split("#");
  return open({ SEAMLINE_ORDERS: address }, { tls: { ca: Buffer.from(authority, "base64url").toString() } });
}

function open(env: Readonly<Record<string, string>>, options: HttpOptions = {}): Promise<Caller> {
  const modules = { orders: { contract: ordersContract } };
  return startCaller(createApplication({ modules, transports: [http(options)], env }));
}
