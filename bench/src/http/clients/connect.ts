/** Connect's client on Node, over HTTP/1.1. */

import { createConnectTransport } from "@connectrpc/connect-node";
import { createConnectCaller } from "../../peers/connect-service.ts";
import type { Caller } from "../../subject/subject.ts";

/** `createConnectTransport`. */
export function openConnect(url: string): Caller {
  return createConnectCaller(createConnectTransport({ baseUrl: url, httpVersion: "1.1" }));
}
