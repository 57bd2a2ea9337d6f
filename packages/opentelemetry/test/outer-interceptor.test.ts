import { AsyncLocalStorage } from "node:async_hooks";
import { createApplication, defineContract, defineModule, type Interceptor } from "@seamline/core";
import { expect, it } from "vitest";
import { z } from "zod";
import { telemetry } from "../src/index.ts";

const contract = defineContract("kitchen", { operations: { look: { http: "GET /look", output: z.string() } } });

it("keeps the wrapper that an outer interceptor puts around the handler", async () => {
  const storage = new AsyncLocalStorage<string>();
  const outer: Interceptor = (request, next) => next({ ...request, within: (run) => storage.run("surrounded", run) });
  const module = defineModule({ contract, start: () => ({ look: async () => storage.getStore() ?? "bare" }) });
  const app = createApplication({
    modules: { kitchen: { contract, load: async () => ({ module }) } },
    interceptors: { server: [outer, telemetry().server] },
  });
  await app.start();
  await expect(app.client(contract).look()).resolves.toBe("surrounded");
  await app.stop();
});
