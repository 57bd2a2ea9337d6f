/** The same application behind a port and in memory: the socket is the oracle. */

import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { Agent } from "undici";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { App, NodeListener } from "../src/memory/app.ts";
import { dispatchInto } from "../src/memory/dispatch-into.ts";
import { createExpressApp } from "./apps/express-app.ts";
import { createFastifyApp } from "./apps/fastify-app.ts";
import { createKoaApp } from "./apps/koa-app.ts";
import { serveRaw } from "./apps/raw-routes.ts";
import { frameworkCases, rawCases } from "./cases.ts";
import { withoutDifferences } from "./differences.ts";
import { type Case, type DispatchFunction, observe, send } from "./transcript.ts";

interface Subject {
  readonly name: string;
  readonly app: App;
  readonly listener: NodeListener;
  readonly cases: readonly Case[];
}

const fastify = createFastifyApp();
const plain: NodeListener = (request, response) => {
  observe(request, response);
  serveRaw(request, response);
};
const koa = createKoaApp();
const subjects: readonly Subject[] = [
  { name: "a node listener", app: plain, listener: plain, cases: rawCases },
  ...(["express4", "express"] as const).map((version) => {
    const app = createExpressApp(version);
    return { name: version, app, listener: app, cases: [...rawCases, ...frameworkCases] };
  }),
  {
    ...{ name: "fastify", app: fastify, cases: [...rawCases, ...frameworkCases] },
    listener: (request, response) => fastify.routing(request, response),
  },
  {
    name: "koa",
    app: koa,
    listener: koa.callback(),
    cases: [...rawCases, ...frameworkCases],
  },
];

describe.each(subjects)("$name in memory", ({ app, listener, cases }) => {
  const agent = new Agent({ connections: 1 });
  const server = createServer(listener);
  let origin: string;
  beforeAll(async () => {
    await fastify.ready();
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(async () => {
    await agent.destroy();
    server.closeAllConnections();
    server.close();
  });

  it(`gives what it gives behind a port, in ${cases.length} requests`, async () => {
    expect(cases.length).toBeGreaterThanOrEqual(300);
    const bySocket = agent.dispatch.bind(agent) as unknown as DispatchFunction;
    const inMemory: DispatchFunction = (options, handler) => dispatchInto(app, options, handler);
    const found: unknown[] = [];
    for (const each of cases) {
      const expected = withoutDifferences(each, await send(bySocket, each, origin, true));
      const actual = withoutDifferences(each, await send(inMemory, each, origin, true));
      if (JSON.stringify(expected) !== JSON.stringify(actual)) found.push({ name: each.name, expected, actual });
    }
    expect(found).toEqual([]);
  });
});
