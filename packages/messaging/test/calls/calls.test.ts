/** Calls over real brokers: what happens when a callee, a connection or a broker is not there. */

import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { createApplication } from "@seamline/core";
import { afterEach, describe, expect, it, vi } from "vitest";
import { listBrokerTargets } from "../targets/list.ts";
import { type BrokerName, brokers, depotContract, World } from "./depot.ts";

const names = (await listBrokerTargets()).map(({ name }) => name as BrokerName);
const patience = { timeout: 20_000, interval: 20 };

/** Starts a process that serves the depot. It sends a message when it serves, and when `wait` begins. */
function startDepot(name: BrokerName, prefix: string): ChildProcess {
  return fork(fileURLToPath(new URL("depot-program.ts", import.meta.url)), [name, prefix]);
}

/** The fields of a failure that decide about retries. */
function failureOf(call: Promise<unknown>): Promise<unknown> {
  return call.then(
    (output) => ({ output }),
    ({ code, sent, message }) => ({ code, sent, message }),
  );
}

describe.each(names)("calls over %s", (name) => {
  let world = new World(name);
  afterEach(async () => {
    await world.end();
    world = new World(name);
  });

  it("fail at once if no process serves the service", async () => {
    const client = (await world.call()).client(depotContract);
    expect(await failureOf(client.who({}, { timeoutMs: 30_000 }))).toEqual({
      code: "unavailable",
      sent: "not_sent",
      message: expect.stringContaining("found no process that serves depot"),
    });
  });

  it("fail at once if the broker cannot be reached", async () => {
    const proxy = await world.proxy();
    proxy.cut();
    const client = (await world.call({ port: proxy.port })).client(depotContract);
    const failure = { code: "unavailable", sent: "not_sent", message: expect.stringContaining("could not connect") };
    expect(await failureOf(client.who({}, { timeoutMs: 30_000 }))).toEqual(failure);
    await world.serve();
    proxy.mend();
    expect(await client.who({})).toBe("depot");
  });

  it("fail as maybe sent when their connection is lost, and their handlers are canceled", async () => {
    const proxy = await world.proxy();
    const { depot } = await world.serve();
    const client = (await world.call({ port: proxy.port })).client(depotContract);
    const pending = failureOf(client.wait({}, { timeoutMs: 30_000 }));
    await vi.waitFor(() => expect(depot.runs.wait).toBe(1), patience);
    proxy.cut();
    proxy.mend();
    expect(await pending).toEqual({
      code: "unavailable",
      sent: "maybe_sent",
      message: "depot.wait lost its connection before the response came",
    });
    await vi.waitFor(() => expect(depot.canceled).toEqual(["canceled"]), patience);
    expect(await client.who({})).toBe("depot"); // over a new connection
  });

  it("lose a stream when their connection is lost", async () => {
    const proxy = await world.proxy();
    await world.serve();
    const client = (await world.call({ port: proxy.port })).client(depotContract);
    const read = async (): Promise<void> => {
      for await (const _ of client.list({ count: 10_000 })) proxy.cut();
    };
    expect(await failureOf(read())).toMatchObject({ code: "data_loss", sent: "maybe_sent" });
  });

  it("fail when the connection of their callee is lost, which serves again soon", async () => {
    const proxy = await world.proxy();
    const { depot } = await world.serve({ port: proxy.port });
    const client = (await world.call()).client(depotContract);
    const pending = failureOf(client.wait({}, { timeoutMs: 30_000 }));
    await vi.waitFor(() => expect(depot.runs.wait).toBe(1), patience);
    proxy.cut();
    proxy.mend();
    expect(await pending).toMatchObject({ code: "unavailable", sent: "maybe_sent" });
    await vi.waitFor(() => expect(depot.canceled).toEqual(["canceled"]), patience);
    await vi.waitFor(async () => expect(await client.who({})).toBe("depot"), patience);
  });

  it("run once each, at one of the processes that serve", async () => {
    const depots = [(await world.serve({ name: "one" })).depot, (await world.serve({ name: "two" })).depot];
    const client = (await world.call()).client(depotContract);
    const found = await Promise.all(Array.from({ length: 200 }, () => client.who({})));
    const runs = depots.map(({ runs: { who = 0 } }) => who);
    expect(runs).toEqual(["one", "two"].map((one) => found.filter((other) => other === one).length));
    expect(runs.every((one) => one > 0)).toBe(true);
  });

  it("finish at a process that stops, while new ones go elsewhere", async () => {
    const first = await world.serve({ name: "one" });
    const client = (await world.call()).client(depotContract);
    const pending = client.wait({});
    await vi.waitFor(() => expect(first.depot.runs.wait).toBe(1), patience);
    await world.serve({ name: "two" });
    const stopped = first.app.stop();
    await vi.waitFor(async () => {
      const found = await Promise.all(Array.from({ length: 50 }, () => client.who({})));
      expect(new Set(found)).toEqual(new Set(["two"]));
    }, patience);
    first.depot.release();
    expect(await pending).toBe(1);
    await stopped;
  });

  it("of a stream are finished, too, by a process that stops", async () => {
    const { app } = await world.serve();
    const client = (await world.call()).client(depotContract);
    let read = 0;
    let stopped: Promise<void> | undefined;
    for await (const _ of client.list({ count: 500 })) {
      read += 1;
      stopped ??= app.stop();
    }
    expect(read).toBe(500);
    await stopped;
    expect(await failureOf(client.who({}, { timeoutMs: 30_000 }))).toMatchObject({
      code: "unavailable",
      sent: "not_sent",
    });
  });

  it("are refused, not sent, beyond the number that a process takes", async () => {
    const { depot } = await world.serve({ maxCalls: 2 });
    const client = (await world.call()).client(depotContract);
    const pending = [client.wait({}), client.wait({})];
    await vi.waitFor(() => expect(depot.runs.wait).toBe(2), patience);
    expect(await failureOf(client.who({}))).toMatchObject({ code: "unavailable", sent: "not_sent" });
    depot.release();
    expect(await Promise.all(pending)).toEqual([1, 2]);
    expect(await client.who({})).toBe("depot");
  });

  it("produce no more of a stream than fits into its window", async () => {
    const { depot } = await world.serve();
    const client = (await world.call()).client(depotContract);
    const items = client.list({ count: 100_000 })[Symbol.asyncIterator]();
    await items.next();
    let before = 0;
    await vi.waitFor(
      () => {
        const same = depot.produced === before && before > 0;
        before = depot.produced;
        expect(same).toBe(true);
      },
      { ...patience, interval: 200 },
    );
    expect(before).toBeLessThan(400); // 64 KiB on their way, and as many where they are read
    await items.return?.(undefined);
    await vi.waitFor(() => expect(depot.canceled).toEqual(["canceled"]), patience);
  });

  it("count the late responses of calls that have ended", async () => {
    await world.serve();
    const app = await world.call();
    const client = app.client(depotContract);
    await vi.waitFor(async () => {
      const late = new AbortController();
      const pending = failureOf(client.put({ count: 1 }, { signal: late.signal }));
      setImmediate(() => late.abort());
      await pending;
      expect(app.stats.lateResults).toBeGreaterThan(0);
    }, patience);
  });

  it("are served from streams of any length, both ways", async () => {
    await world.serve();
    const client = (await world.call()).client(depotContract);
    async function* numbers(): AsyncGenerator<number, void, void> {
      for (let index = 0; index < 50_000; index += 1) yield index;
    }
    expect(await client.sum(numbers())).toBe((50_000 * 49_999) / 2);
    let read = 0;
    for await (const item of client.list({ count: 3_000 })) read += item.length;
    expect(read).toBe(3_000_000);
  });

  it("fail when the process of their callee is killed, and go to another one", async () => {
    const child = startDepot(name, world.prefix);
    await once(child, "message");
    const client = (await world.call()).client(depotContract);
    const pending = failureOf(client.wait({}, { timeoutMs: 30_000 }));
    await once(child, "message"); // the handler runs
    await world.serve({ name: "other" });
    child.kill("SIGKILL");
    expect(await pending).toMatchObject({ code: "unavailable", sent: "maybe_sent" });
    await vi.waitFor(async () => expect(await client.who({})).toBe("other"), patience);
  });

  it("let a process end by itself once its application has stopped", async () => {
    const child = startDepot(name, world.prefix);
    await once(child, "message");
    const client = (await world.call()).client(depotContract);
    expect(await client.who({})).toBe("child");
    child.send("stop");
    expect(await once(child, "exit")).toEqual([0, null]);
  });

  it("end before their transport closes", async () => {
    const { depot } = await world.serve();
    const app = await world.call();
    const pending = app.client(depotContract).wait({});
    await vi.waitFor(() => expect(depot.runs.wait).toBe(1), patience);
    const stopped = app.stop();
    depot.release();
    expect(await pending).toBe(1);
    await stopped;
  });

  it("leave nothing open when their applications stop", async () => {
    const proxies = [await world.proxy(), await world.proxy()] as const;
    const served = await world.serve({ port: proxies[0].port });
    const app = await world.call({ port: proxies[1].port });
    expect(await app.client(depotContract).who({})).toBe("depot");
    expect(proxies.map(({ open }) => open)).toEqual([1, 1]);
    await app.stop();
    await served.app.stop();
    await vi.waitFor(() => expect(proxies.map(({ open }) => open)).toEqual([0, 0]), patience);
  });

  it("hide the password of the broker's URL", async () => {
    const url = world.url().replace("//", "//guest:guest@");
    const transports = [brokers[name].create()];
    const app = createApplication({
      modules: { depot: { contract: depotContract } },
      transports,
      env: { SEAMLINE_DEPOT: url },
    });
    expect(JSON.stringify(app.explain("depot"))).toContain("//guest:***@");
  });
});
