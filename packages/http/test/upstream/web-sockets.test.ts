/** WebSockets through a listener: bytes in both directions, limits, refusals, drain. */

import { createServer, type Server } from "node:http";
import { type AddressInfo, connect, type Socket } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import type { UpstreamOptions } from "../../src/index.ts";
import { type Front, openFront } from "./front.ts";

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

interface Opened {
  readonly front: Front;
  readonly server: Server;
  /** The upstream's ends of its WebSockets. */
  readonly sockets: Socket[];
  readonly requests: string[];
}

/** Opens an upstream that returns what it gets, and a front of it. */
async function open(options: UpstreamOptions = {}, listener: Parameters<typeof openFront>[1] = {}): Promise<Opened> {
  const sockets: Socket[] = [];
  const requests: string[] = [];
  const server = createServer((req, res) => {
    requests.push(`${req.method} ${req.url} ${req.headers.upgrade ?? "-"}`);
    res.end("plain");
  });
  server.on("upgrade", (req, socket, head) => {
    requests.push(`${req.url} ${req.headers["sec-websocket-key"]} ${req.headers["x-forwarded-for"]}`);
    if (req.url === "/refused") return void socket.end("HTTP/1.1 401 Unauthorized\r\ncontent-length: 2\r\n\r\nno");
    sockets.push(socket as Socket);
    const accept = ["Upgrade: websocket", "Connection: Upgrade", "Sec-WebSocket-Accept: x", "Set-Cookie: a=1"];
    socket.write(`HTTP/1.1 101 Switching Protocols\r\n${accept.join("\r\n")}\r\n\r\nearly `);
    if (head.length > 0) socket.write(head);
    socket.on("data", (chunk) => socket.write(chunk)).on("error", () => undefined);
    socket.on("end", () => socket.end());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const front = await openFront(
    { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, ...options },
    listener,
  );
  closers.push(
    () => new Promise((resolve) => server.close(resolve)),
    () => sockets.forEach((socket) => void socket.destroy()),
    () => front[Symbol.asyncDispose](),
  );
  return { front, server, sockets, requests };
}

/** A client on a bare socket. */
class Client {
  text = "";
  closed = false;
  readonly socket: Socket;

  constructor({ port }: Front, path: string, ...more: readonly string[]) {
    const fields = ["host: a", "connection: keep-alive, Upgrade", "upgrade: websocket", "sec-websocket-key: k"];
    this.socket = connect(port, "127.0.0.1", () => {
      this.socket.write([`GET ${path} HTTP/1.1`, ...fields, ...more, "", ""].join("\r\n"));
    });
    this.socket.setEncoding("latin1").on("data", (chunk) => {
      this.text += chunk;
    });
    this.socket.on("error", () => undefined);
    this.socket.on("close", () => {
      this.closed = true;
    });
    closers.push(() => this.socket.destroy());
  }

  async saw(text: string): Promise<void> {
    await expect.poll(() => this.text).toContain(text);
  }
}

describe("a WebSocket", () => {
  it("is opened by the upstream, and passes bytes both ways", async () => {
    const { front, requests, sockets } = await open();
    const client = new Client(front, "/chat?a=1");
    await client.saw("\r\n\r\nearly ");
    expect(client.text).toMatch(/^HTTP\/1\.1 101 Switching Protocols\r\n/);
    for (const field of ["Upgrade: websocket", "Connection: Upgrade", "Sec-WebSocket-Accept: x", "Set-Cookie: a=1"]) {
      expect(client.text).toContain(`${field}\r\n`);
    }
    const long = "\x81\x05hello".repeat(40_000);
    client.socket.write(long, "latin1");
    await expect.poll(() => client.text.endsWith(long)).toBe(true);
    sockets[0]?.write("from the upstream");
    await client.saw("from the upstream");
    expect(requests).toEqual(["/chat?a=1 k 127.0.0.1"]);
    client.socket.destroy();
    await expect.poll(() => sockets[0]?.destroyed).toBe(true);
  });

  it("ends when the upstream ends it", async () => {
    const { front, sockets } = await open();
    const client = new Client(front, "/chat");
    await client.saw("early");
    sockets[0]?.end("bye");
    await expect.poll(() => client.closed).toBe(true);
    expect(client.text.endsWith("bye")).toBe(true);
  });

  it("stays open beyond the time of idle connections", async () => {
    const { front } = await open({}, { keepAliveTimeoutMs: 100, requestTimeoutMs: 200, headersTimeoutMs: 100 });
    const client = new Client(front, "/chat");
    await client.saw("early");
    const other = connect(front.port, "127.0.0.1", () =>
      other.write("GET /plain HTTP/1.1\r\nhost: a\r\n\r\n"),
    ).resume();
    await new Promise((resolve) => other.on("close", resolve)); // an idle connection has had its time
    client.socket.write("still here");
    await client.saw("still here");
  });

  it("gets the refusal of the upstream", async () => {
    const { front } = await open();
    const client = new Client(front, "/refused");
    await expect.poll(() => client.closed).toBe(true);
    expect(client.text).toMatch(/^HTTP\/1\.1 401 Unauthorized\r\n/);
    expect(client.text.endsWith("\r\n\r\nno")).toBe(true);
  });

  it("is refused when there are as many as allowed", async () => {
    const { front, sockets } = await open({ webSockets: 1 });
    const first = new Client(front, "/chat");
    await first.saw("early");
    const second = new Client(front, "/chat");
    await second.saw("503 Service Unavailable");
    expect(second.text).toContain("too many WebSockets");
    first.socket.destroy();
    await expect.poll(() => sockets[0]?.destroyed).toBe(true);
    await expect
      .poll(async () => {
        const third = new Client(front, "/chat");
        await expect.poll(() => third.text).not.toBe("");
        return third.text.slice(0, 12);
      })
      .toBe("HTTP/1.1 101");
  });

  it("is refused with 501 when none are allowed", async () => {
    const { front, requests } = await open({ webSockets: 0 });
    const client = new Client(front, "/chat");
    await client.saw("501 Not Implemented");
    expect(client.text).toContain("WebSockets are not passed on here");
    expect(requests).toEqual([]);
  });

  it("is not opened on a path that stays here", async () => {
    const { front, requests } = await open();
    const internal = new Client(front, "/shop/touch");
    await internal.saw("404 Not Found");
    const exposed = new Client(front, "/vault/one");
    await exposed.saw('"found":"one"');
    const spelled = new Client(front, "/index.php/shop/touch");
    await spelled.saw("404 Not Found");
    expect(requests).toEqual([]);
  });

  it("is no WebSocket with another protocol, a body or in HTTP/1.0", async () => {
    const { front, requests } = await open();
    const other = new Client(front, "/a", "upgrade: h2c");
    await other.saw("plain");
    const body = new Client(front, "/b", "content-length: 0");
    await body.saw("101");
    expect(requests).toEqual(["GET /a -", "/b k 127.0.0.1"]);
  });

  it("behind an unfinished request of its connection ends the connection", async () => {
    const { front, requests } = await open();
    const socket = connect(front.port, "127.0.0.1", () => {
      const upgrade = "GET /chat HTTP/1.1\r\nhost: a\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\n";
      socket.write(`GET /a HTTP/1.1\r\nhost: a\r\n\r\n${upgrade}`);
    });
    let text = "";
    socket.on("data", (chunk) => {
      text += chunk;
    });
    await new Promise((resolve) => socket.on("close", resolve));
    expect(text).not.toContain("101");
    expect(requests).not.toContain("/chat undefined 127.0.0.1");
  });

  it("lives until the end of a drain", async () => {
    const { front } = await open({}, { drainTimeoutMs: 2_300 });
    const client = new Client(front, "/chat");
    await client.saw("early");
    const closed = front.listening.close();
    client.socket.write("while it drains");
    await client.saw("while it drains");
    await closed;
    await expect.poll(() => client.closed).toBe(true);
  });
});
