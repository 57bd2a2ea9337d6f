/** The end of an application under load: no call is lost, and the app around it goes on. */

import { createClient, createClientClass, ServiceError } from "@seamline/core";
import { createHttpTransport } from "@seamline/http";
import { Agent, fetch } from "undici";
import { describe, expect, it, vi } from "vitest";
import { frameworks } from "./apps.ts";
import { createDepot, Depot, depotContract } from "./depot.ts";
import { nestFrameworks } from "./nest-apps.ts";

const keys = [{ id: "k1", secret: new Uint8Array(Buffer.alloc(32, 7)) }];
const DepotClient = createClientClass(depotContract);

/** Calls from outside and between services, half and half. */
const running = 100;

const repeat = <Result>(count: number, make: (index: number) => Result): Result[] =>
  Array.from({ length: count }, (_none, index) => make(index));

describe.each([...frameworks, ...nestFrameworks])("the end of an application in $name", ({ open }) => {
  it(`completes ${running} running calls, refuses new ones, and leaves the app's own routes alone`, async () => {
    const depot = new Depot();
    const application = createDepot(depot);
    await using app = await open(application, { public: {}, internal: {} });
    const dispatcher = new Agent();
    const transport = createHttpTransport(app.url.origin, { keys });
    const client = createClient(DepotClient, transport);
    const send = async (path: string, init: object = {}): Promise<readonly [number, string]> => {
      const response = await fetch(new URL(path, app.url), { dispatcher, ...init });
      return [response.status, await response.text()];
    };
    const held = repeat(running / 2, () => [send("/depot/hold"), client.hold({})] as const).flat();
    await vi.waitUntil(() => depot.holding === running);
    const before = repeat(20, () => send("/own"));
    // These race with the stop: each runs and has its output, or did neither.
    const headers = { "content-type": "application/json" };
    const racing = repeat(100, (index) =>
      send(`/depot/items/${index}`, { method: "PUT", headers, body: '{"amount":1}' }),
    );
    await racing[50];
    const stopped = application.stop();
    const raced = await Promise.all(racing);
    expect(raced.filter(([status]) => status === 200)).toHaveLength(depot.ran.length);
    expect(raced.filter(([status]) => status === 503)).toHaveLength(100 - depot.ran.length);

    const refused = await Promise.all(repeat(20, () => send("/depot/items")));
    for (const [status, text] of refused) expect([status, text]).toEqual([503, expect.stringContaining('"not_sent"')]);
    const failed = await Promise.all(repeat(20, () => client.list({}).catch((reason: unknown) => reason)));
    for (const reason of failed) {
      expect(reason).toBeInstanceOf(ServiceError);
      expect(reason).toMatchObject({ code: "unavailable", sent: "not_sent" });
    }
    expect(await Promise.all([...before, ...repeat(20, () => send("/own"))])).toEqual(repeat(40, () => [200, "own"]));

    depot.gate.resolve("done");
    const outputs = await Promise.all(held);
    expect(outputs).toEqual(repeat(running / 2, () => [[200, '"done"'], "done"]).flat());
    await stopped;
    expect(await send("/own/echo", { method: "POST", headers, body: '{"text":"on"}' })).toEqual([200, "on"]);
    expect((await send("/depot/items"))[0]).toBe(503);
    await Promise.all([transport.close?.(), dispatcher.close()]);
  });

  it("cancels what runs beyond its time, with a response", async () => {
    const depot = new Depot();
    const application = createDepot(depot);
    await using app = await open(application, { public: { drainTimeoutMs: 20 } });
    const held = fetch(new URL("/depot/hold", app.url));
    await depot.begun.promise;
    const stopped = application.stop();
    expect((await held).status).toBe(503);
    expect(await depot.aborted.promise).toMatchObject({ code: "unavailable" });
    depot.gate.resolve("late");
    await stopped;
  });
});
