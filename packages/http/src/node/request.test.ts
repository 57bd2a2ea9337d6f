import { createServer, type IncomingMessage } from "node:http";
import { type AddressInfo, connect } from "node:net";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Request } from "./request.ts";

type Headers = IncomingMessage["headers"];

/** The same request to two servers, one of which makes requests of ours. */
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
    ["one that comes twice", ["accept: a", "Accept: b", "x: 1"]],
    ["hosts and lengths that come twice", ["host: b", "user-agent: c", "user-agent: d"]],
    ["cookies", ["cookie: a=1", "cookie: b=2"]],
    ["what servers send", ["set-cookie: a=1", "set-cookie: b=2", "x: 1"]],
    ["one that is named as what objects inherit", ["constructor: a", "__proto__: b", "toString: c"]],
    ["an empty one", ["x:", "y: "]],
    ["many", Array.from({ length: 150 }, (_, index) => `x-${index}: ${index}`)],
  ])("has the headers that Node gives a request: %s", async (_name, lines) => {
    const [theirs, ours] = await ask(lines);
    expect(theirs).toBeDefined();
    expect(ours).toEqual(theirs);
    expect(Object.keys(ours as Headers)).toEqual(Object.keys(theirs as Headers));
  });

  it("has them whatever they are", async () => {
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

  it("takes headers that are given to it", () => {
    const request = new Request(undefined as never);
    request.headers = { a: "b" };
    expect(request.headers).toEqual({ a: "b" });
  });
});

describe("a body that is taken", () => {
  const text = "a body of some bytes";

  /**
   * Sends it twice on one connection, in pieces.
   * @param late whether it is asked for once some of it has come.
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

  it.each([false, true])("comes whole, and so does the next on its connection (asked for late: %s)", async (late) => {
    for (const cuts of [[], [1], [5, 6, 12]]) {
      const pieces = [...cuts, text.length].map((end, index) => text.slice(cuts[index - 1] ?? 0, end));
      expect(await sendTwice(pieces, late)).toBe(text + text);
    }
  });
});
