import { connect, type Socket } from "node:net";
import { type CallContext, createApplication, defineContract, defineModule, type ServiceError } from "@seamline/core";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { type Listening, listen } from "../src/index.ts";

const contract = defineContract("line", {
  operations: {
    number: { http: "GET /n/{n}", expose: "public", input: z.object({ n: z.int() }), output: z.int() },
    text: { http: "POST /text", expose: "public", input: z.object({ text: z.string() }), output: z.string() },
    large: { http: "GET /large/{n}", expose: "public", input: z.object({ n: z.int() }), output: z.string() },
    hold: { http: "GET /hold", expose: "public", output: z.string() },
  },
});

const largeChars = 4 * 1024 * 1024;

class Line {
  running = 0;
  peak = 0;
  started = 0;
  readonly held = Promise.withResolvers<void>();
  readonly gate = Promise.withResolvers<string>();
  readonly aborted = Promise.withResolvers<ServiceError>();

  async #run<Output>(work: () => Promise<Output>): Promise<Output> {
    this.started += 1;
    this.running += 1;
    this.peak = Math.max(this.peak, this.running);
    try {
      return await work();
    } finally {
      this.running -= 1;
    }
  }
  number = ({ n }: { n: number }): Promise<number> =>
    this.#run(() => new Promise((resolve) => setImmediate(resolve, n)));
  text = ({ text }: { text: string }): Promise<string> => this.#run(async () => text);
  large = ({ n }: { n: number }): Promise<string> => this.#run(async () => String(n).padEnd(largeChars, "."));
  hold = (_input: unknown, { signal }: CallContext): Promise<string> =>
    this.#run(() => {
      this.held.resolve();
      signal.addEventListener("abort", () => this.aborted.resolve(signal.reason as ServiceError));
      return this.gate.promise;
    });
}

interface Host extends AsyncDisposable {
  readonly line: Line;
  readonly listening: Listening;
}

async function open(): Promise<Host> {
  const line = new Line();
  const module = defineModule({ contract, start: () => line as never });
  const app = createApplication({ modules: { line: { contract, load: async () => module } } });
  const listening = await listen(app, { public: { port: 0 }, internal: { port: 0 } });
  return {
    line,
    listening,
    async [Symbol.asyncDispose]() {
      line.gate.resolve("late");
      await app.stop();
    },
  };
}

let host: Host;
beforeEach(async () => {
  host = await open();
});
afterEach(() => host[Symbol.asyncDispose]());

function connectTo({ listening }: Host, side: "public" | "internal" = "public"): Socket {
  const socket = connect(Number(new URL(listening[side] ?? "").port), "127.0.0.1");
  return socket.setEncoding("latin1").on("error", () => undefined);
}

const get = (path: string): string => `GET ${path} HTTP/1.1\r\nhost: line\r\n\r\n`;
const post = (text: string): string => {
  const body = JSON.stringify({ text });
  const head = `content-type: application/json\r\ncontent-length: ${body.length}`;
  return `POST /text HTTP/1.1\r\nhost: line\r\n${head}\r\n\r\n${body}`;
};

/** Reads responses until there are `count` of them, or the connection ends; returns the bodies. */
function readBodies(socket: Socket, count: number): Promise<string[]> {
  const bodies: string[] = [];
  let text = "";
  return new Promise((resolve) => {
    socket.on("close", () => resolve(bodies));
    socket.on("data", (chunk) => {
      text += chunk;
      for (;;) {
        const head = text.indexOf("\r\n\r\n") + 4;
        const length = Number(/content-length: (\d+)/i.exec(text.slice(0, head))?.[1]);
        if (head < 4 || text.length < head + length) break;
        bodies.push(text.slice(head, head + length));
        text = text.slice(head + length);
      }
      if (bodies.length === count) resolve(bodies);
    });
  });
}

describe("requests on one connection", () => {
  it("run one at a time, and are answered in order, by the thousand", async () => {
    for (const side of ["public", "internal"] as const) {
      const socket = connectTo(host, side);
      const numbers = Array.from({ length: 5_000 }, (_, n) => n);
      socket.write(numbers.map((n) => get(`/n/${n}`)).join(""));
      expect(await readBodies(socket, numbers.length)).toEqual(numbers.map(String));
      socket.destroy();
    }
    expect(host.line.peak).toBe(1);
  });

  it("may have bodies, errors and unknown paths between them", async () => {
    const socket = connectTo(host);
    socket.write(get("/n/1") + post("two") + get("/unknown") + get("/n/x") + post("x".repeat(100_000)) + get("/n/6"));
    const [one, two, three, four, five, six] = await readBodies(socket, 6);
    expect([one, two, five?.length, six]).toEqual(["1", '"two"', 100_002, "6"]);
    expect([three, four].map((text) => JSON.parse(text ?? "").code)).toEqual(["unimplemented", "invalid_argument"]);
    socket.destroy();
  });

  it("are not read while many wait", async () => {
    const socket = connectTo(host);
    const many = get("/n/1").repeat(40_000);
    socket.write(get("/hold") + many.repeat(20));
    await host.line.held.promise;
    const other = connectTo(host);
    for (let n = 0; n < 300; n += 1) {
      const read = new Promise((resolve) => other.once("data", resolve));
      other.write(get(`/n/${n}`));
      await read;
    }
    expect(socket.writableLength).toBeGreaterThan(15 * many.length);
    socket.destroy();
    other.destroy();
  });

  it("start only once earlier responses have been read", async () => {
    const socket = connectTo(host);
    const begun = new Promise((resolve) => socket.once("readable", resolve));
    const count = 12;
    socket.write(Array.from({ length: count }, (_, n) => get(`/large/${n}`)).join(""));
    await begun;
    const other = connectTo(host);
    other.write(get("/n/0"));
    await readBodies(other, 1);
    expect(host.line.started).toBeLessThan(6);
    const bodies = await readBodies(socket, count);
    expect(bodies.map((body) => Number.parseInt(body.slice(1, 4), 10))).toEqual(
      Array.from({ length: count }, (_, n) => n),
    );
    socket.destroy();
    other.destroy();
  });

  it("end with the connection: the running one is canceled, the others never start", async () => {
    const socket = connectTo(host);
    socket.write(get("/hold") + get("/n/1").repeat(200));
    await host.line.held.promise;
    socket.destroy();
    expect(await host.line.aborted.promise).toMatchObject({ code: "canceled" });
    host.line.gate.resolve("late");
    const other = connectTo(host);
    other.write(get("/n/0"));
    await readBodies(other, 1);
    expect(host.line.started).toBe(2);
    other.destroy();
  });

  it("beyond the room of the listener close the connection, after the responses to those before", async () => {
    const requests = get("/hold") + get("/n/1").repeat(1_500); // in one packet
    const sockets = Array.from({ length: 12 }, () => connectTo(host));
    const reads = sockets.map((socket) => readBodies(socket, 1_501));
    for (const socket of sockets) await new Promise((resolve) => socket.write(requests, resolve));
    while (host.line.running < sockets.length) await new Promise(setImmediate);
    host.line.gate.resolve("done");
    const counts = (await Promise.all(reads)).map(({ length }) => length);
    expect(Math.max(...counts)).toBe(1_501);
    expect(Math.min(...counts)).toBeLessThan(1_501);
    const again = connectTo(host); // their places are free again
    again.write(get("/n/7") + get("/n/8"));
    expect(await readBodies(again, 2)).toEqual(["7", "8"]);
    for (const socket of [again, ...sockets]) socket.destroy();
  });

  it("are answered before bytes that are no request", async () => {
    const socket = connectTo(host);
    socket.write(`${get("/n/1")}${get("/n/2")}nonsense\r\n\r\n`);
    expect(await readBodies(socket, 9)).toEqual(["1", "2"]);
  });
});
