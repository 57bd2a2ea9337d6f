import { connect, type Socket } from "node:net";
import { postText } from "@seamline/test-support";
import { describe, expect, it } from "vitest";
import { openShop, type Shop } from "./shop.ts";

const keepAliveTimeoutMs = 200;
const touch = postText("/shop/touch", "{}").replace("connection: close", "connection: keep-alive");

function open(keepAlive = keepAliveTimeoutMs): Promise<Shop> {
  return openShop({ internal: { port: 0, keepAliveTimeoutMs: keepAlive } });
}

function nextData(socket: Socket): Promise<string> {
  return new Promise((resolve) => socket.once("data", (chunk) => resolve(chunk.toString())));
}

/** Settles with the milliseconds between a response and the end of its connection. */
async function waitForClose(socket: Socket): Promise<number> {
  const from = performance.now();
  await new Promise((resolve) => socket.on("end", resolve).resume());
  socket.destroy();
  return performance.now() - from;
}

async function connectTo({ internalUrl }: Shop): Promise<Socket> {
  const socket = connect(Number(internalUrl.port), "127.0.0.1");
  await new Promise((resolve) => socket.once("connect", resolve));
  return socket;
}

describe("a listener", () => {
  it("closes a connection that has been idle for its time, and not before", async () => {
    await using shop = await open();
    const socket = await connectTo(shop);
    for (let turn = 0; turn < 3; turn += 1) {
      socket.write(touch);
      expect(await nextData(socket)).toContain("204");
    }
    expect(await waitForClose(socket)).toBeGreaterThanOrEqual(keepAliveTimeoutMs - 10);
  });

  it("keeps a connection with a call under way, however long it takes", async () => {
    await using shop = await open(40);
    const socket = await connectTo(shop);
    socket.write(touch);
    await nextData(socket);
    socket.write(postText("/shop/wait", '{"name":"a"}').replace("connection: close", "connection: keep-alive"));
    await shop.handlers.waiting.promise;
    const other = await connectTo(shop);
    other.write(touch);
    await waitForClose(other); // the time of both has passed
    shop.handlers.gate.resolve("done");
    expect(await nextData(socket)).toContain('"done"');
    await waitForClose(socket);
  });

  it("applies the headers timeout to a connection without a request", async () => {
    await using shop = await open(40);
    const silent = await connectTo(shop);
    const other = await connectTo(shop);
    other.write(touch);
    await waitForClose(other);
    silent.write(touch);
    expect(await nextData(silent)).toContain("204");
    silent.destroy();
  });
});
