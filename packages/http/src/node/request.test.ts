import { createServer, type IncomingMessage } from "node:http";
import { type AddressInfo, connect } from "node:net";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Request } from "./request.ts";

type Headers = IncomingMessage["headers"];

/** The same request to two servers, one with Node's requests and one with ours. */
describe("Request", () => {
  const seen: Headers[] = [];
  const servers = [{}, { IncomingMessage: Request }].map((options) =>
    createServer({ ...options, joinDuplicateHeaders: true, insecureHTTPParser: false }, (request, response) => {
      seen.push(request.headers);
      response.setHeader("connection", "close");
      response.end();
    }),
  );
  beforeAll(async () => {
    for (const server of servers) await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  });
  afterAll(() => {
    for (const server of servers) server.close();
  });

  async function ask(lines: readonly string[]): Promise<readonly Headers[]> {
    seen.length = 0;
    for (const server of servers) {
      await new Promise<void>((resolve, reject) => {
        const socket = connect((server.address() as AddressInfo).port, "127.0.0.1");
        socket.on("error", reject);
        socket.on("close", () => resolve());
        socket.end(`${["GET / HTTP/1.1", "host: a", ...lines, "", ""].join("\r\n")}`);
        socket.resume();
      });
    }
    return [...seen];
  }

  it.each([
    ["the usual ones", ["Content-Type: application/json", "traceparent: 00-1", "SEAMLINE-CALL-ID: x"]],
    ["a repeated one", ["accept: a", "Accept: b", "x: 1"]],
    ["repeated hosts and user agents", ["host: b", "user-agent: c", "user-agent: d"]],
    ["cookies", ["cookie: a=1", "cookie: b=2"]],
    ["headers of responses", ["set-cookie: a=1", "set-cookie: b=2", "x: 1"]],
    ["names that objects inherit", ["constructor: a", "__proto__: b", "toString: c"]],
    ["an empty one", ["x:", "y: "]],
    ["many", Array.from({ length: 150 }, (_, index) => `x-${index}: ${index}`)],
  ])("has the same headers as a request of Node: %s", async (_name, lines) => {
    const [theirs, ours] = await ask(lines);
    expect(theirs).toBeDefined();
    expect(ours).toEqual(theirs);
    expect(Object.keys(ours as Headers)).toEqual(Object.keys(theirs as Headers));
  });

  it("has the same headers as a request of Node, with any names and values", async () => {
    const name = fc.oneof(
      fc.constantFrom("Accept", "accept", "cookie", "set-cookie", "Traceparent", "x-a", "X-A", "valueOf", "__proto__"),
      fc
        .stringMatching(/^[A-Za-z!#$%&'*+.^_`|~-]{1,8}$/)
        .filter((text) => !/^(?:expect|upgrade|connection)$/i.test(text)),
    );
    const line = fc.tuple(name, fc.stringMatching(/^[\x21-\x7e]{0,8}$/)).map((parts) => parts.join(": "));
    await fc.assert(
      fc.asyncProperty(fc.array(line, { maxLength: 12 }), async (lines) => {
        const [theirs, ours] = await ask(lines);
        expect(ours).toEqual(theirs);
      }),
      { numRuns: 150 },
    );
  });

  it("accepts assigned headers", () => {
    const request = new Request(undefined as never);
    request.headers = { a: "b" };
    expect(request.headers).toEqual({ a: "b" });
  });
});

describe("takeBody", () => {
  const text = "a body of some bytes";

  /**
   * Sends a body twice on one connection, in pieces.
   * @param late takes the body once a part of it has arrived.
   */
  async function sendTwice(pieces: readonly string[], late: boolean): Promise<string> {
    let body = "";
    const server = createServer({ IncomingMessage: Request }, (request, response) => {
      const take = (): void =>
        request.takeBody((chunk) => {
          body += chunk.toString();
          if (body.length % text.length === 0) response.end("taken");
        });
      if (!late) take();
      else request.once("readable", take);
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const socket = connect((server.address() as AddressInfo).port, "127.0.0.1").setNoDelay(true);
    let received = "";
    socket.on("data", (chunk) => {
      received += chunk.toString();
    });
    const head = `POST / HTTP/1.1\r\nhost: a\r\ncontent-length: ${text.length}\r\n\r\n`;
    for (let round = 1; round <= 2; round += 1) {
      socket.write(head + pieces[0]);
      for (const piece of pieces.slice(1)) {
        await new Promise((resolve) => setImmediate(resolve));
        socket.write(piece);
      }
      await expect.poll(() => received.split("taken").length - 1).toBe(round);
    }
    socket.destroy();
    await new Promise((resolve) => server.close(resolve));
    return body;
  }

  it.each([false, true])("receives the whole body, and the next one on its connection (late: %s)", async (late) => {
    for (const cuts of [[], [1], [5, 6, 12]]) {
      const pieces = [...cuts, text.length].map((end, index) => text.slice(cuts[index - 1] ?? 0, end));
      expect(await sendTwice(pieces, late)).toBe(text + text);
    }
  });
});
