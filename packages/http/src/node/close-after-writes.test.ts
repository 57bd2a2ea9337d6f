import { createServer, type ServerResponse } from "node:http";
import { type AddressInfo, connect, type Socket } from "node:net";
import { describe, expect, it } from "vitest";
import { closeAfterWrites } from "./close-after-writes.ts";

describe("closeAfterWrites", () => {
  /** Sends a request, and returns everything that is received before the connection closes. */
  async function receive(respond: (res: ServerResponse, socket: Socket) => void): Promise<string> {
    const server = createServer((req, res) => respond(res, req.socket));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    let received = "";
    await new Promise<void>((resolve, reject) => {
      const socket = connect((server.address() as AddressInfo).port, "127.0.0.1");
      socket.on("data", (chunk) => {
        received += chunk.toString();
      });
      socket.on("error", reject);
      socket.on("close", () => resolve());
      socket.write("GET / HTTP/1.1\r\nhost: a\r\n\r\n");
    });
    await new Promise((resolve) => server.close(resolve));
    return received;
  }

  it("sends the chunks of an unfinished response that were written in the same turn, and no end", async () => {
    const received = await receive((res, socket) => {
      res.write("first!");
      res.write("last!");
      closeAfterWrites(socket);
    });
    expect(received).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
    const [, body = ""] = received.split("\r\n\r\n");
    expect(body.replace(/[0-9a-f]+\r\n|\r\n/g, "")).toBe("first!last!");
    expect(received).not.toMatch(/0\r\n\r\n$/);
  });

  it("sends a response that was ended in the same turn", async () => {
    const received = await receive((res, socket) => {
      res.write("all");
      res.end();
      closeAfterWrites(socket);
    });
    expect(received).toMatch(/0\r\n\r\n$/);
  });
});
