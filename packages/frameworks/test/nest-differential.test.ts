/** Nest, both versions with both adapters, behind a port and in memory. */

import * as nest11 from "nest-11";
import * as nest12 from "nest-12";
import { Agent } from "undici";
import { describe, expect, it } from "vitest";
import { dispatchInto } from "../src/memory/dispatch-into.ts";
import { createNestApp } from "./apps/nest-app.ts";
import { frameworkCases, rawCases } from "./cases.ts";
import { withoutDifferences } from "./differences.ts";
import { type DispatchFunction, send } from "./transcript.ts";

const cases = [...rawCases, ...frameworkCases];

describe.each([
  ["11", nest11],
  ["12", nest12],
])("Nest %s in memory", (_version, nest) => {
  it.each(["express", "fastify"] as const)(
    `gives with %s what it gives behind a port, in ${cases.length} requests`,
    async (adapter) => {
      expect(cases.length).toBeGreaterThanOrEqual(300);
      const behindPort = await createNestApp(nest, adapter);
      const app = await createNestApp(nest, adapter);
      await behindPort.listen(0, "127.0.0.1");
      const origin = await behindPort.getUrl();
      const agent = new Agent({ connections: 1 });
      const bySocket = agent.dispatch.bind(agent) as unknown as DispatchFunction;
      const inMemory: DispatchFunction = (options, handler) => dispatchInto(app, options, handler);
      const found: unknown[] = [];
      for (const each of cases) {
        const expected = withoutDifferences(each, await send(bySocket, each, origin, true));
        const actual = withoutDifferences(each, await send(inMemory, each, origin, true));
        if (JSON.stringify(expected) !== JSON.stringify(actual)) found.push({ name: each.name, expected, actual });
      }
      await agent.destroy();
      await Promise.all([behindPort.close(), app.close()]);
      expect(found).toEqual([]);
    },
  );
});
