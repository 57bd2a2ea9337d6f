/** Servers without Node's lists of connections. */

import type { Server } from "node:net";

/**
 * Keeps a server from sorting its connections by age and checking them at an interval: Node begins
 * to do so at the event `listening`, by a listener that it adds when the server is created.
 * @param server must not listen yet.
 * @see https://github.com/nodejs/node/blob/v24.x/lib/_http_server.js (`setupConnectionsTracking`)
 */
export function leaveConnectionsUnlisted(server: Server): void {
  server.removeAllListeners("listening");
}
