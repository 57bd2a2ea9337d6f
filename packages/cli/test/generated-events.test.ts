/** Generated events, publisher and fakes at run time, bundled, with every style of imports. */

import { join } from "node:path";
import { build } from "esbuild";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createWorkspace, type Workspace } from "./workspace.ts";

const main = `import { CustomerPublisher, customerContract } from "./clients/events/src/generated/handlers.ts";
import { customerEvents } from "./clients/events/src/generated/index.ts";
import { customerFakes } from "./clients/events/src/generated/testing.ts";

const added: unknown[] = [];
const publisher = new CustomerPublisher<string>({
  add: async (event, transaction, payload, options) => {
    added.push([event === customerEvents[event.name], event.type, transaction, payload, options]);
  },
});
await publisher.orderCreated("session", { orderId: 1, lines: ["soup"] }, { subject: "1" });
await publisher.closed("session", {});
let refused = "";
try {
  new CustomerPublisher({} as never);
} catch (reason) {
  refused = (reason as Error).message;
}
const { orderId, total } = customerFakes.OrderCreatedV2({ orderId: 7 });
console.log(JSON.stringify({
  added,
  refused,
  contract: CustomerPublisher.contract === customerContract,
  events: Object.values(customerEvents).map((event) => event.id),
  fake: [orderId, typeof total.currency, customerFakes.Transaction().at instanceof Date],
}));
`;

describe("generated events", () => {
  let workspace: Workspace;
  beforeEach(() => {
    workspace = createWorkspace();
    workspace.addCase("events");
    workspace.offerTesting("events");
    workspace.write("main.ts", main);
  });
  afterEach(() => workspace.dispose());

  it.each(["ts", "js", "none"])("are published and handled, with importExtension %s", async (style) => {
    workspace.write(
      "seamline.config.ts",
      `export default { clients: ["clients/*"], importExtension: ${JSON.stringify(style)} };\n`,
    );
    expect(await workspace.seamline(["generate"])).toMatchObject({ code: 0, stderr: "" });
    await build({
      entryPoints: [join(workspace.folder, "main.ts")],
      outfile: join(workspace.folder, "main.mjs"),
      bundle: true,
      format: "esm",
      platform: "node",
      packages: "external",
      logLevel: "silent",
    });
    const { code, stdout, stderr } = await workspace.node("main.mjs");
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(JSON.parse(stdout)).toEqual({
      added: [
        [true, "customer.orderCreated.v1", "session", { orderId: 1, lines: ["soup"] }, { subject: "1" }],
        [true, "customer.closed.v1", "session", {}, null],
      ],
      refused: expect.stringContaining("take publishers from messaging.publisher(CustomerPublisher)"),
      contract: true,
      events: ["customer.orderCreated", "customer.orderCreatedV2", "customer.paid", "customer.closed"],
      fake: [7, "string", true],
    });
  });

  it("are generated again when an event or a handled event changes, and their files go with them", async () => {
    const contract = "clients/events/src/contract.ts";
    const changed = async (from: string | RegExp, to: string): Promise<string> => {
      const text = workspace.read(contract);
      const edited = text.replace(from, to);
      expect(edited).not.toBe(text);
      workspace.write(contract, edited);
      return (await workspace.seamline(["generate"])).stdout;
    };
    expect((await workspace.seamline(["generate"])).stdout).toContain("+ events.ts");
    expect((await workspace.seamline(["generate"])).stdout).toBe("1 client up to date\n");
    expect(await changed("rememberDays: 30", "rememberDays: 31")).toContain("~ contract.json");
    expect(await changed(', "courier.delivered"', "")).toContain("~ contract.json");
    expect(await changed("paid:", "settled:")).toMatch(/~ events\.ts[\s\S]*~ handlers\.ts/);
    expect(await changed(/ {2}events: \{[\s\S]*\n {2}\},\n/, "")).toContain("- events.ts");
    expect(workspace.read("clients/events/src/generated/handlers.ts")).not.toContain("Publisher");
  });
});
