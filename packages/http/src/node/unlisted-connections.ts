/** Servers without Node's lists of connections. */

import type { Server } from "node:net";
import { closeShortcut } from "./shortcuts.ts";

/**
 * Keeps a server from sorting its connections by age and checking them at an interval: Node begins
 * to do so at the event `listening`, by a listener that it adds when the server is created. Other
 * listeners of the event stay.
 * @param server must not listen yet.
 * @see https://github.com/nodejs/node/blob/v24.x/lib/_http_server.js (`setupConnectionsTracking`)
 */
export function leaveConnectionsUnlisted(server: Server): void {
  const [tracking] = server.listeners("listening").filter(({ name }) => name === "setupConnectionsTracking");
  if (tracking === undefined) closeShortcut("connection-lists");
  else server.off("listening", tracking as () => void);
}
