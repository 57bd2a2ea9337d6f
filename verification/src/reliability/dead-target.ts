/** Addresses of a service that is down, in two ways, with the number of attempts. */

import { type AddressInfo, createServer, type Server, type Socket } from "node:net";

/**
 * A listener that reads a request and resets its connection: the caller cannot know if the attempt
 * ran.
 */
export interface DeadTarget extends AsyncDisposable {
  readonly url: string;
  /** Requests that have arrived. */
  readonly attempts: number;
}

/** Opens one on a free port of 127.0.0.1. */
export async function openDeadTarget(): Promise<DeadTarget> {
  const sockets = new Set<Socket>();
  let attempts = 0;
  const server = createServer((socket) => {
    sockets.add(socket);
    let head = "";
    socket.setEncoding("latin1");
    socket.on("error", () => undefined);
    socket.on("close", () => sockets.delete(socket));
    socket.on("data", (text) => {
      head += text;
      if (!head.includes("\r\n\r\n")) return;
      attempts += 1;
      socket.resetAndDestroy();
    });
  });
  const url = await listenAnywhere(server);
  return {
    url,
    get attempts() {
      return attempts;
    },
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** The address of a port that refuses connections, because its listener was closed. */
export async function findRefusingUrl(): Promise<string> {
  const server = createServer();
  const url = await listenAnywhere(server);
  await new Promise((resolve) => server.close(resolve));
  return url;
}

async function listenAnywhere(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
