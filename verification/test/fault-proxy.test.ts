/**
 * Every fault of the proxy, seen from both ends: bytes by bare sockets, calls by our client and
 * listener.
 */

import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import { type ConnectionFaults, createFaultProxy, type FaultPlan, type FaultProxy } from "@seamline/testing";
import { afterEach, describe, expect, it } from "vitest";
import { connectStock, openStock, type StockClient } from "../src/reliability/stock.ts";

const cleanups: (() => PromiseLike<unknown>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

/** A server that echoes what it receives, and keeps it in `received`. */
async function openEcho(): Promise<{ port: number; received: Buffer[] }> {
  const received: Buffer[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("data", (bytes) => received.push(bytes));
    socket.on("error", () => undefined);
    socket.pipe(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  cleanups.push(() => {
    for (const socket of sockets) socket.destroy();
    return new Promise((resolve) => server.close(resolve));
  });
  return { port: (server.address() as AddressInfo).port, received };
}

async function openProxy(port: number, faults: FaultPlan, seed?: number): Promise<FaultProxy> {
  const proxy = await createFaultProxy({ target: { port }, faults, ...(seed !== undefined && { seed }) });
  cleanups.push(() => proxy.close());
  return proxy;
}

interface Conversation {
  readonly text: string;
  readonly pieces: number;
  /** `end` for a FIN, the code of the error otherwise. */
  readonly end: string;
}

/** Sends text, ends its side, and reads to the end. */
function converse(port: number, text: string): Promise<Conversation> {
  return new Promise((resolve) => {
    const pieces: Buffer[] = [];
    let end = "closed";
    const socket = connect({ port, host: "127.0.0.1", allowHalfOpen: true });
    socket.on("data", (bytes) => pieces.push(bytes));
    socket.on("end", () => {
      end = "end";
      socket.end();
    });
    socket.on("error", (error: NodeJS.ErrnoException) => {
      end = error.code ?? error.message;
    });
    socket.on("close", () => resolve({ text: Buffer.concat(pieces).toString(), pieces: pieces.length, end }));
    socket.end(text);
  });
}

interface Proxied {
  readonly client: StockClient;
  readonly proxy: FaultProxy;
  /** The tokens of the orders that ran. */
  readonly ran: string[];
}

/** A client with one connection at a time, through the proxy. */
async function openProxied(faults: ConnectionFaults): Promise<Proxied> {
  const ran: string[] = [];
  const stock = await openStock({
    order({ token }) {
      ran.push(token);
      return { token, by: "stock" };
    },
  });
  cleanups.push(() => stock[Symbol.asyncDispose]());
  const proxy = await openProxy(stock.port, { others: faults });
  const connected = connectStock(proxy.url, 1);
  cleanups.push(() => connected[Symbol.asyncDispose]());
  return { client: connected.client, proxy, ran };
}

const text = "0123456789".repeat(50);

describe("createFaultProxy", () => {
  it("passes all bytes when nothing is planned", async () => {
    const proxy = await openProxy((await openEcho()).port, {});
    expect(await converse(proxy.port, text)).toMatchObject({ text, end: "end" });
    expect(proxy.stats).toMatchObject({ connections: 1, requestBytes: 500, responseBytes: 500, cuts: 0 });
  });

  it("passes all bytes late, slowly and in slices", async () => {
    const direction = { latencyMs: 1, jitterMs: 2, bytesPerSecond: 50_000, sliceBytes: 7 };
    const proxy = await openProxy((await openEcho()).port, { others: { request: direction, response: direction } });
    const { pieces, ...rest } = await converse(proxy.port, text);
    expect(rest).toEqual({ text, end: "end" });
    expect(pieces).toBeGreaterThan(5);
  });

  it("passes megabytes through back-pressure", async () => {
    const proxy = await openProxy((await openEcho()).port, { others: { response: { sliceBytes: 100_000 } } });
    const large = text.repeat(10_000);
    expect((await converse(proxy.port, large)).text.length).toBe(large.length);
  });

  it("takes at least the time of its latency and bandwidth", async () => {
    const proxy = await openProxy((await openEcho()).port, {
      others: { request: { latencyMs: 60 }, response: { bytesPerSecond: 5_000, sliceBytes: 50 } },
    });
    const started = performance.now();
    await converse(proxy.port, text.repeat(2));
    // A lower bound that holds on any machine: 60 ms, plus 190 ms for the 950 bytes before the last
    // slice.
    expect(performance.now() - started).toBeGreaterThan(240);
  });

  it.each([0, 1, 250, 499])("cuts the response at byte %i", async (at) => {
    const { port } = await openEcho();
    const fin = await openProxy(port, { others: { response: { cut: { at, by: "fin" } } } });
    expect(await converse(fin.port, text)).toMatchObject({ text: text.slice(0, at), end: "end" });
    const rst = await openProxy(port, { others: { response: { cut: { at, by: "rst" } } } });
    expect((await converse(rst.port, text)).end).toBe("ECONNRESET");
    expect(rst.stats.cuts).toBe(1);
  });

  it("cuts the request at a byte", async () => {
    const { port, received } = await openEcho();
    const proxy = await openProxy(port, { others: { request: { cut: { at: 123, by: "fin" } } } });
    expect((await converse(proxy.port, text)).end).toBe("end");
    await proxy.close();
    expect(Buffer.concat(received).length).toBeLessThanOrEqual(123);
    expect(proxy.stats.requestBytes).toBe(123);
  });

  it.each([
    ["close", "end"],
    ["reset", "ECONNRESET"],
  ] as const)("can %s a connection at once", async (accept, end) => {
    const { port, received } = await openEcho();
    const proxy = await openProxy(port, { others: { accept } });
    expect(await converse(proxy.port, text)).toMatchObject({ text: "", end });
    expect(received).toEqual([]);
  });

  it("applies faults per connection, and starts over with a new plan", async () => {
    const cut = (at: number): ConnectionFaults => ({ response: { cut: { at, by: "fin" } } });
    const proxy = await openProxy((await openEcho()).port, { connections: [cut(1), {}, cut(2)], others: cut(3) });
    const lengths = async (count: number): Promise<number[]> => {
      const found = [];
      for (let index = 0; index < count; index += 1) found.push((await converse(proxy.port, text)).text.length);
      return found;
    };
    expect(await lengths(5)).toEqual([1, 500, 2, 3, 3]);
    proxy.setFaults({ connections: [cut(7)] });
    expect(await lengths(2)).toEqual([7, 500]);
  });

  it("draws the same faults from the same seed", async () => {
    const { port } = await openEcho();
    const others = [1, 2, 3, 4, 5].map((at): ConnectionFaults => ({ response: { cut: { at, by: "fin" } } }));
    const draw = async (seed: number): Promise<number[]> => {
      const proxy = await openProxy(port, { others }, seed);
      const lengths = [];
      for (let index = 0; index < 12; index += 1) lengths.push((await converse(proxy.port, text)).text.length);
      return lengths;
    };
    const [first, second, other] = [await draw(7), await draw(7), await draw(8000)];
    expect(second).toEqual(first);
    expect(other).not.toEqual(first);
    expect(new Set(first).size).toBeGreaterThan(2);
  });

  it("closes with connections open, slow and stalled ones among them, and leaves nothing", async () => {
    const { port } = await openEcho();
    const proxy = await createFaultProxy({
      target: { port },
      faults: {
        connections: [{ accept: "black hole" }, { response: { latencyMs: 60_000 } }],
        others: { request: { cut: { at: 5, by: "stall" } } },
      },
    });
    const conversations = [1, 2, 3].map(() => converse(proxy.port, text));
    while (proxy.stats.connections < 3 || proxy.stats.cuts < 1) await new Promise((resolve) => setImmediate(resolve));
    await proxy.close();
    expect(proxy.stats.open).toBe(0);
    for (const one of await Promise.all(conversations)) expect(one.text).toBe("");
  });

  it("refuses invalid numbers, with their position", async () => {
    const faults = { others: [{}, { response: { cut: { at: -1, by: "fin" } } }] } as const;
    await expect(createFaultProxy({ target: { port: 1 }, faults })).rejects.toThrow(
      "others[1].response.cut.at: expected a number of at least 0, found -1",
    );
    const interim = { connections: [{ response: { interim: [101] } }] };
    await expect(createFaultProxy({ target: { port: 1 }, faults: interim })).rejects.toThrow(/not 101, found 101/);
  });
});

describe("a call through a fault proxy", () => {
  const long = { timeoutMs: 20_000 };

  it("gets its output after interim responses", async () => {
    const { client } = await openProxied({ response: { interim: [103, 102, 103], sliceBytes: 5 } });
    for (const token of ["a", "b"]) expect(await client.order({ token }, long)).toEqual({ token, by: "stock" });
  });

  it("fails as maybe sent after an unsolicited 100, which undici refuses", async () => {
    const { client, ran } = await openProxied({ response: { interim: [100] } });
    const call = client.order({ token: "a" }, long);
    await expect(call).rejects.toMatchObject({ code: "internal", sent: "maybe_sent" });
    expect(ran).toEqual(["a"]);
  });

  it("gets its own output or data_loss when responses arrive twice", async () => {
    for (const duplicate of ["at once", "with the next"] as const) {
      const { client, ran, proxy } = await openProxied({ response: { duplicate } });
      const tokens = Array.from({ length: 20 }, (_, index) => `${duplicate} ${index}`);
      const codes = new Set<string>();
      for (const token of tokens) {
        const settled = await client.order({ token }, long).catch((reason: { code: string }) => reason);
        if ("code" in settled) codes.add(settled.code);
        else expect(settled).toEqual({ token, by: "stock" });
      }
      expect(ran).toEqual(tokens.filter((token) => ran.includes(token)));
      expect([...codes].filter((code) => code !== "data_loss" && code !== "unavailable")).toEqual([]);
      // The response of another call arrived and was refused.
      if (duplicate === "with the next") expect([...codes]).toContain("data_loss");
      expect(proxy.stats.responseBytes).toBeGreaterThan(0);
    }
  });

  it("fails as maybe sent, and never runs twice, when its connection closes while it is sent", async () => {
    for (const by of ["fin", "rst"] as const) {
      const { client, proxy, ran } = await openProxied({ idle: { ms: 0, close: "on use", by } });
      expect(await client.order({ token: "first" }, long)).toEqual({ token: "first", by: "stock" });
      const second = client.order({ token: "second" }, long);
      await expect(second).rejects.toMatchObject({ code: "unavailable", sent: "maybe_sent" });
      expect(await client.order({ token: "third" }, long)).toEqual({ token: "third", by: "stock" });
      expect(ran).toEqual(["first", "third"]);
      expect(proxy.stats).toMatchObject({ connections: 2, idleCloses: 1 });
    }
  });

  it("takes a new connection when the idle one was closed in time", async () => {
    const { client, proxy } = await openProxied({ idle: { ms: 1, close: "on time", by: "fin" } });
    await client.order({ token: "first" }, long);
    while (proxy.stats.open > 0) await new Promise((resolve) => setImmediate(resolve));
    expect(await client.order({ token: "second" }, long)).toEqual({ token: "second", by: "stock" });
    expect(proxy.stats.connections).toBe(2);
  });

  it.each<[string, ConnectionFaults, string]>([
    ["is reset", { accept: "reset" }, "unavailable"],
    ["is closed", { accept: "close" }, "unavailable"],
    ["gets no response", { accept: "black hole" }, "deadline_exceeded"],
  ])("fails when its connection %s at once", async (_name, faults, code) => {
    const { client, ran } = await openProxied(faults);
    const call = client.order({ token: "a" }, code === "unavailable" ? long : { timeoutMs: 100 });
    await expect(call).rejects.toMatchObject({ code });
    expect(ran).toEqual([]);
  });
});
