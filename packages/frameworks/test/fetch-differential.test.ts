/** A fetch application in memory, and behind a port by two bridges: that of Hono, and srvx. */

import type { AddressInfo } from "node:net";
import { serve as serveByHono } from "@hono/node-server";
import { serve as serveBySrvx } from "srvx";
import { Agent } from "undici";
import { afterAll, describe, expect, it } from "vitest";
import { dispatchInto } from "../src/memory/dispatch-into.ts";
import { createHonoApp } from "./apps/hono-app.ts";
import { fetchCases } from "./cases.ts";
import { type Case, type DispatchFunction, send, type Transcript } from "./transcript.ts";

const app = createHonoApp();

/** Fields that bridges add, because a message on a connection needs them. */
const framing = new Set(["content-length", "transfer-encoding"]);

/**
 * Removes what a bridge adds: the message of a status, since a Response of fetch has none by default,
 * and Hono's bridge gives a type to a body without one.
 */
function withoutBridge({ heads, ...rest }: Transcript, untyped: boolean): unknown {
  return {
    ...rest,
    heads: heads.map((head) => {
      const { status, fields } = head as { status: number; fields: Record<string, string> };
      return {
        status,
        fields: Object.fromEntries(
          Object.entries(fields).filter(([name]) => !(framing.has(name) || (untyped && name === "content-type"))),
        ),
      };
    }),
  };
}

const bridges = [
  {
    name: "Hono's bridge",
    start: () =>
      new Promise<{ origin: string; stop: () => unknown }>((resolve) => {
        const server = serveByHono(
          { fetch: app.fetch, port: 0, hostname: "127.0.0.1", overrideGlobalObjects: false },
          ({ port }: AddressInfo) => resolve({ origin: `http://127.0.0.1:${port}`, stop: () => server.close() }),
        );
      }),
  },
  {
    name: "srvx",
    async start() {
      const server = serveBySrvx({
        fetch: (request) => app.fetch(request),
        port: 0,
        hostname: "127.0.0.1",
        silent: true,
      });
      await server.ready();
      return { origin: new URL(server.url ?? "").origin, stop: () => server.close(true) };
    },
  },
];

describe.each(bridges)("a Hono application in memory", ({ name, start }) => {
  const agent = new Agent({ connections: 1 });
  afterAll(() => agent.destroy());

  it(`gives what it gives behind a port by ${name}, in ${fetchCases.length} requests`, async () => {
    expect(fetchCases.length).toBeGreaterThanOrEqual(300);
    const { origin, stop } = await start();
    const bySocket = agent.dispatch.bind(agent) as unknown as DispatchFunction;
    const inMemory: DispatchFunction = (options, handler) => dispatchInto(app, options, handler);
    const found: unknown[] = [];
    const compare = async (each: Case): Promise<void> => {
      const untyped = each.options.path === "/stream";
      const expected = withoutBridge(await send(bySocket, each, origin, false), untyped);
      const actual = withoutBridge(await send(inMemory, each, origin, false), untyped);
      if (JSON.stringify(expected) !== JSON.stringify(actual)) found.push({ name: each.name, expected, actual });
    };
    for (const each of fetchCases) await compare(each);
    await agent.destroy();
    await stop();
    expect(found).toEqual([]);
  });
});
