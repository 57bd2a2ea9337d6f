import { describe, expect, it } from "vitest";
import { telemetry } from "../src/index.ts";
import { layouts, openSystem, type Seen } from "./services.ts";

const { client, server } = telemetry();
const interceptors = { client: [client], server: [server] };

/** The contexts of hops, with ids named in the order of their appearance. */
function canonical(calls: readonly (readonly Seen[])[]): unknown {
  const names = new Map<string, string>();
  const nameOf = (id: string): string => {
    if (!names.has(id)) names.set(id, `id ${names.size + 1}`);
    return names.get(id) as string;
  };
  return calls.map((hops) =>
    hops.map((seen) => ({ ...seen, traceId: nameOf(seen.traceId), spanId: nameOf(seen.spanId) })),
  );
}

describe.each(Object.entries(layouts))("telemetry without an SDK, %s", (_name, { layout, env = {} }) => {
  it("changes nothing", async () => {
    const run = async (options: object): Promise<unknown> => {
      await using system = await openSystem(layout, { ...options, env });
      const forAda = { tenant: "acme", principal: { id: "ada" } };
      const calls = [
        await system.client.placeOrder({ mode: "ok" }),
        await system.client.placeOrder({ mode: "ok" }, forAda),
      ];
      const failed = await system.client
        .placeOrder({ mode: "missing" })
        .catch((reason: { code: string }) => reason.code);
      return [canonical(calls), failed];
    };
    const bare = await run({});
    expect(await run({ interceptors })).toEqual(bare);
    const [[one, other]] = bare as [[{ traceId: string; spanId: string }[], unknown[]]];
    expect(one.map(({ traceId, spanId }) => [traceId, spanId])).toEqual([
      ["id 1", "id 2"],
      ["id 1", "id 3"],
      ["id 1", "id 4"],
    ]);
    expect(other[0]).toMatchObject({ traceId: "id 5", tenant: "acme" });
  });
});
