import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";

const index = new URL("../src/index.ts", import.meta.url).href;
const extend = new URL("../src/extend.ts", import.meta.url).href;

/** Calls handlers that leave something in their frames, from a caller that has something in its own. */
const program = `
  import { AsyncLocalStorage } from "node:async_hooks";
  import { createDispatcher, createInProcessTransport } from "${extend}";
  import { createClient, defineContract, stream } from "${index}";
  import { z } from "zod";
  const tenants = new AsyncLocalStorage();
  const enter = (next) => {
    const seen = tenants.getStore() ?? "nothing";
    tenants.enterWith(next);
    return seen;
  };
  const contract = defineContract("shop", {
    operations: { value: { output: z.string() }, items: { output: stream(z.string()) } },
  });
  const dispatcher = createDispatcher(contract, {
    async value() {
      const seen = enter("left by value");
      await undefined;
      return seen + ", then " + tenants.getStore();
    },
    async *items() {
      yield enter("left by items");
      yield enter("left by items again");
    },
  });
  const client = createClient(contract, createInProcessTransport(dispatcher));
  const found = [];
  await tenants.run("the caller's", async () => {
    for (let round = 0; round < 2; round += 1) {
      found.push(await client.value());
      for await (const item of client.items()) found.push(item);
    }
    found.push(tenants.getStore());
  });
  console.log(JSON.stringify(found));
`;

/** Node's older implementation of AsyncLocalStorage, by which resources keep what is entered. */
const older = process.allowedNodeEnvironmentFlags.has("--async-context-frame") ? ["--no-async-context-frame"] : [];

describe("the frame of a handler", () => {
  it.each([
    { implementation: "the default", options: [] },
    { implementation: "the older", options: older },
  ])("holds nothing that an earlier handler has left, with $implementation AsyncLocalStorage", async ({ options }) => {
    const args = [...options, "--input-type=module", "--eval", program];
    const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: import.meta.dirname });
    const value = "nothing, then left by value";
    expect(JSON.parse(stdout)).toEqual([value, "nothing", "nothing", value, "nothing", "nothing", "the caller's"]);
  });
});
