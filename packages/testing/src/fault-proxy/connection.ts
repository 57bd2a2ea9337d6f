/** One connection through a fault proxy: two pipes, and the faults that are planned for it. */

import { connect, type Socket } from "node:net";
import { alterResponses, needsHttp } from "./altered-responses.ts";
import type { ConnectionFaults, CutKind } from "./fault-plan.ts";
import { createPipe } from "./pipe.ts";

/** The address to which a fault proxy connects. */
export interface ProxyTarget {
  /** A name or an address. Default `127.0.0.1`. */
  readonly host?: string;
  /** A TCP port, 1 to 65,535. */
  readonly port: number;
}

/** Counters that the connections of a proxy share. */
export interface ProxyCounters {
  /** Bytes sent to the target. */
  requestBytes: number;
  /** Bytes sent to the callers. */
  responseBytes: number;
  /** Connections cut by the plan. */
  cuts: number;
  /** Connections closed because they were idle. */
  idleCloses: number;
}

/** The parts of a connection. */
export interface ConnectionParts {
  /** The accepted connection. */
  readonly client: Socket;
  readonly target: ProxyTarget;
  readonly faults: ConnectionFaults;
  readonly random: () => number;
  readonly counters: ProxyCounters;
}

/** An accepted connection. */
export interface Connection {
  /** Closes both sides at once. */
  destroy(): void;
  /** Resolves once both sockets are closed. */
  readonly closed: Promise<unknown>;
}

/** Connects an accepted connection to the target, or applies its fault of acceptance. */
export function openConnection(parts: ConnectionParts): Connection {
  const { client, faults } = parts;
  client.setNoDelay(true);
  if (faults.accept === undefined) return join(parts);
  client.on("error", () => undefined); // `close` follows
  client.on("end", () => client.end());
  client.resume(); // otherwise its end is not emitted
  if (faults.accept === "reset") reset(client);
  else if (faults.accept === "close") client.end();
  return { destroy: () => client.destroy(), closed: untilClosed(client) };
}

function join({ client, target, faults, random, counters }: ConnectionParts): Connection {
  const server = connect({ host: target.host ?? "127.0.0.1", port: target.port, allowHalfOpen: true, noDelay: true });
  let timer: NodeJS.Timeout | undefined;
  let idleSince: number | undefined;
  let over = false;
  /** Ends both sides. Their remaining bytes are read, so that `end` is emitted, and dropped. */
  const finish = (kind: CutKind): void => {
    over = true;
    clearTimeout(timer);
    requests.stop();
    responses.stop();
    for (const socket of [client, server]) {
      socket.resume();
      if (kind === "fin") socket.end();
      else if (kind === "rst") socket.write("", () => reset(socket)); // after the bytes written before
    }
  };
  const onCut = (kind: CutKind): void => {
    counters.cuts += 1;
    finish(kind);
  };
  const closeIdle = (by: CutKind): void => {
    counters.idleCloses += 1;
    finish(by);
  };
  const requests = createPipe({
    ...{ source: client, destination: server, random, onCut },
    faults: faults.request ?? {},
    onPassed(bytes) {
      counters.requestBytes += bytes;
    },
  });
  const responses = createPipe({
    ...{ source: server, destination: client, random, onCut },
    faults: faults.response ?? {},
    onPassed(bytes) {
      counters.responseBytes += bytes;
    },
  });
  const onResponded = (): void => {
    idleSince = performance.now();
    if (faults.idle?.close === "on time") timer = setTimeout(closeIdle, faults.idle.ms, faults.idle.by);
  };
  client.on("data", (bytes) => {
    clearTimeout(timer);
    const idleMs = idleSince === undefined ? -1 : performance.now() - idleSince;
    idleSince = undefined;
    if (faults.idle?.close === "on use" && idleMs >= faults.idle.ms) closeIdle(faults.idle.by);
    else requests.push(bytes);
  });
  server.on(
    "data",
    needsHttp(faults) ? alterResponses(faults.response ?? {}, responses.push, onResponded) : responses.push,
  );
  const ways = [
    { from: client, to: server, pipe: requests, back: responses },
    { from: server, to: client, pipe: responses, back: requests },
  ];
  for (const { from, to, pipe, back } of ways) {
    from.on("end", () => (over ? from.end() : pipe.end()));
    from.on("error", () => over || reset(to));
    from.on("close", () => {
      clearTimeout(timer);
      back.stop(); // its last bytes may still be on their way
      if (over) to.destroy(); // after a stall, one side's close closes the other
    });
  }
  return {
    destroy() {
      finish("stall");
      client.destroy();
      server.destroy();
    },
    closed: Promise.all([untilClosed(client), untilClosed(server)]),
  };
}

function untilClosed(socket: Socket): Promise<void> {
  return new Promise((resolve) => socket.once("close", () => resolve()));
}

/**
 * Resets a socket, or destroys one that is ending already: Node would never close that after a
 * reset.
 */
function reset(socket: Socket): void {
  if (socket.writableEnded) socket.destroy();
  else socket.resetAndDestroy();
}
