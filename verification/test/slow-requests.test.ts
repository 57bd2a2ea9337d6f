import { connect, type Socket } from "node:net";
import { connect as connectTls } from "node:tls";
import { openShop, type Shop } from "@seamline/http/test/shop.ts";
import { postText } from "@seamline/test-support";
import { createCertificateAuthority } from "@seamline/testing";
import { describe, expect, it } from "vitest";

const limits = { port: 0, headersTimeoutMs: 200, requestTimeoutMs: 400, keepAliveTimeoutMs: 20_000 } as const;
const touch = postText("/shop/touch", "{}").replace("connection: close", "connection: keep-alive");
const [touchHead = ""] = touch.split("{}");

const authority = createCertificateAuthority();
const certificate = authority.issue({ hosts: ["127.0.0.1"] });

function open(secure: boolean): Promise<Shop> {
  return openShop({ internal: secure ? { ...limits, tls: certificate } : limits });
}

/** A connection and all text received on it. */
class Wire {
  readonly socket: Socket;
  readonly closed: Promise<void>;
  text = "";

  constructor({ internalUrl }: Shop) {
    const address = { port: Number(internalUrl.port), host: "127.0.0.1" };
    const secure = internalUrl.protocol === "https:";
    this.socket = secure ? connectTls({ ...address, ca: authority.cert }) : connect(address);
    this.socket.setNoDelay(true).setEncoding("latin1");
    this.socket.on("data", (chunk) => {
      this.text += chunk;
    });
    this.socket.on("error", () => undefined); // a write after the listener has closed the connection
    this.closed = new Promise((resolve) => this.socket.on("close", () => resolve()));
  }

  async expectResponses(count: number): Promise<void> {
    await expect.poll(() => this.text.match(/HTTP\/1\.1 204/g)?.length, { timeout: 5_000 }).toBe(count);
  }

  /** Writes the piece again and again until the connection closes. */
  async drip(piece: string): Promise<void> {
    const timer = setInterval(() => this.socket.write(piece), 30);
    await this.closed;
    clearInterval(timer);
  }
}

/**
 * Settles when a head that never arrives times out: later than all other timeouts except idleness.
 */
async function waitForLimits(shop: Shop): Promise<void> {
  const silent = new Wire(shop);
  await silent.closed;
  expect(silent.text).toMatch(/^HTTP\/1\.1 408/);
}

describe.each([false, true])("a request that does not arrive in time (over TLS: %s)", (secure) => {
  it.each([
    ["whose head does not", "POST /shop/touch HTTP/1.1\r\nhost: shop\r\nx: ", "x"],
    ["whose body does not", touchHead.replace("content-length: 2", "content-length: 1000"), " "],
  ])("gets a 408, %s, as the first on its connection and later", async (_name, begin, piece) => {
    await using shop = await open(secure);
    for (const before of [0, 1, 2]) {
      const wire = new Wire(shop);
      for (let count = 1; count <= before; count += 1) {
        wire.socket.write(touch);
        await wire.expectResponses(count);
      }
      wire.socket.write(begin);
      await wire.drip(piece);
      expect(wire.text).toMatch(/HTTP\/1\.1 408/);
      expect(wire.text.match(/HTTP\/1\.1 204/g)?.length ?? 0).toBe(before);
    }
  });
});

describe.each([false, true])("an idle connection (over TLS: %s)", (secure) => {
  it("stays open, however slowly its requests arrived", async () => {
    await using shop = await open(secure);
    const wire = new Wire(shop);
    for (let round = 1; round <= 2; round += 1) {
      for (const piece of [touchHead.slice(0, 30), touchHead.slice(30), "{", "}"]) {
        wire.socket.write(piece);
        await new Promise((resolve) => setTimeout(resolve, 35)); // a look or two of the listener's lie between
      }
      await wire.expectResponses(round);
      await waitForLimits(shop);
      await waitForLimits(shop);
    }
    wire.socket.write(touch);
    await wire.expectResponses(3);
    expect(wire.text).not.toContain("408");
    wire.socket.destroy();
  });

  it("stays open while its call runs", async () => {
    await using shop = await open(secure);
    const wire = new Wire(shop);
    wire.socket.write(touch.replace("/shop/touch", "/shop/wait").replace("{}", '{"name":"a"}').replace(": 2", ": 12"));
    await shop.handlers.waiting.promise;
    await waitForLimits(shop);
    await waitForLimits(shop);
    shop.handlers.gate.resolve("done");
    await expect.poll(() => wire.text).toContain('"done"');
    wire.socket.destroy();
  });
});

describe("a TLS listener that drains", () => {
  it("drops handshakes that have stalled, while a call runs", async () => {
    const patient = { port: 0, headersTimeoutMs: 600_000, requestTimeoutMs: 600_000, keepAliveTimeoutMs: 600_000 };
    await using shop = await openShop({ internal: { ...patient, tls: certificate } });
    const running = new Wire(shop);
    running.socket.write(postText("/shop/wait", '{"name":"a"}'));
    await shop.handlers.waiting.promise;
    const port = Number(shop.internalUrl.port);
    const stalled = ["", "\x16\x03\x01\x02"].map((text) => {
      const socket = connect(port, "127.0.0.1")
        .on("error", () => undefined)
        .resume();
      socket.write(text, "latin1");
      return socket;
    });
    await Promise.all(stalled.map((socket) => new Promise((resolve) => socket.once("connect", resolve))));
    const silent = new Wire(shop);
    await new Promise((resolve) => silent.socket.once("secureConnect", resolve));
    const closed = shop.listening.close();
    await Promise.all([
      silent.closed,
      ...stalled.map((socket) => new Promise((resolve) => socket.on("close", resolve))),
    ]);
    shop.handlers.gate.resolve("done");
    await running.closed;
    expect(running.text).toContain('"done"');
    await closed;
  });
});
