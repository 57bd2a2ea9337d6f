import { expect, it, vi } from "vitest";
import { openShop } from "./shop.ts";

it("a refused call is logged with the clock as its cause while the clock of the callee has gone back", async () => {
  const key = { id: "k1", secret: Buffer.alloc(32, 1) };
  await using own = await openShop({ keys: [key] });
  const log = vi.spyOn(process.stderr, "write").mockReturnValue(true);
  const start = Date.now();
  const clock = vi.spyOn(Date, "now").mockReturnValue(start + 600_000);
  const client = own.client({ keys: [key], caller: "customer" });
  await client.run("touch");
  clock.mockReturnValue(start);
  const refused = await client.run("touch").catch((reason: unknown) => reason);
  clock.mockRestore();
  const lines = log.mock.calls.map(([text]) => String(text));
  log.mockRestore();
  expect(refused).toMatchObject({ code: "unauthenticated" });
  expect(lines).toEqual([expect.stringMatching(/it may be a replay: the clock here has gone back; correct the clock/)]);
});
