/** One connection through a fault proxy: two pipes, and whatever the plan has in store for it. */

import { connect, type Socket } from "node:net";
import { alterAnswers, needsHttp } from "./altered-answers.ts";
import type { ConnectionFaults, CutKind } from "./fault-plan.ts";
import { createPipe } from "./pipe.ts";

/** The address that a fault proxy leads to. */
export interface ProxyTarget {
  /** A name or an address. Default `127.0.0.1`. */
  readonly host?: string;
  /** A TCP port, 1 to 65,535. */
  readonly port: number;
}

/** What the connections of a proxy count together. */
export interface ProxyCounters {
  /** Bytes that were sent to the target. */
  requestBytes: number;
  /** Bytes that were sent to the callers. */
  answerBytes: number;
  /** Connections that were cut as planned. */
  cuts: number;
  /** Connections that were closed for being idle. */
  idleCloses: number;
}

/** What a connection is made of. */
export interface ConnectionParts {
  /** The accepted connection. */
  readonly client: Socket;
  readonly target: ProxyTarget;
  readonly faults: ConnectionFaults;
  readonly random: () => number;
  readonly counters: ProxyCounters;
}

/** A connection that was accepted. */
export interface Connection {
  /** Closes both sides at once. */
  destroy(): void;
  /** Resolves once nothing of it is left. */
  readonly closed: Promise<unknown>;
}

/** Leads an accepted connection to the target, or does not, as planned. */
export function openConnection(parts: ConnectionParts): Connection {
  const { client, faults } = parts;
  client.setNoDelay(true);
  if (faults.accept === undefined) return join(parts);
  client.on("error", () => undefined); // `close` follows
  client.on("end", () => client.end());
  client.resume(); // so that its end is seen
  if (faults.accept === "reset") reset(client);
  else if (faults.accept === "close") client.end();
  return { destroy: () => client.destroy(), closed: untilClosed(client) };
}

function join({ client, target, faults, random, counters }: ConnectionParts): Connection {
  const server = connect({ host: target.host ?? "127.0.0.1", port: target.port, allowHalfOpen: true, noDelay: true });
  let timer: NodeJS.Timeout | undefined;
  let idleSince: number | undefined;
  let over = false;
  /** From here on both sides only close. What they still send is dropped; it is read, so that their end is seen. */
  const finish = (kind: CutKind): void => {
    over = true;
    clearTimeout(timer);
    requests.stop();
    answers.stop();
    for (const socket of [client, server]) {
      socket.resume();
      if (kind === "fin") socket.end();
      else if (kind === "rst") socket.write("", () => reset(socket)); // after what was written before
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
  const answers = createPipe({
    ...{ source: server, destination: client, random, onCut },
    faults: faults.response ?? {},
    onPassed(bytes) {
      counters.answerBytes += bytes;
    },
  });
  const onAnswered = (): void => {
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
  server.on("data", needsHttp(faults) ? alterAnswers(faults.response ?? {}, answers.push, onAnswered) : answers.push);
  const ways = [
    { from: client, to: server, pipe: requests, back: answers },
    { from: server, to: client, pipe: answers, back: requests },
  ];
  for (const { from, to, pipe, back } of ways) {
    from.on("end", () => (over ? from.end() : pipe.end()));
    from.on("error", () => over || reset(to));
    from.on("close", () => {
      clearTimeout(timer);
      back.stop(); // what came from it may still be on its way
      if (over) to.destroy(); // after a stall, the side that gave up is followed by the other
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

/** A socket that is being ended cannot be reset any more; Node would never close it then. */
function reset(socket: Socket): void {
  if (socket.writableEnded) socket.destroy();
  else socket.resetAndDestroy();
}
