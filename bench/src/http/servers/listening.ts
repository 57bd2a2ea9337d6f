/** A node:http server on a free port of loopback. */

import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";

/** A listening server. */
export interface OpenServer {
  readonly url: string;
  close(): Promise<void>;
}

/** Opens a server around a listener. */
export function listenWith(listener: RequestListener): Promise<OpenServer> {
  return listenOn(createServer(listener));
}

/** Listens with an existing server. */
export async function listenOn(server: Server): Promise<OpenServer> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}
