import { connect, type Socket } from "node:net";
import {
  type CallContext,
  createApplication,
  createClient,
  defineContract,
  defineModule,
  type ServiceError,
  stream,
} from "@seamline/core";
import { parseResponse, postText, requestText } from "@seamline/test-support";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { createHttpTransport, type Listening, listen } from "../src/index.ts";

const contract = defineContract("dock", {
  operations: {
    load: { http: "POST /load", expose: "public", input: z.object({ text: z.string() }), output: z.string() },
    hold: { http: "GET /hold", expose: "public", timeoutMs: 600_000, output: z.string() },
    large: { http: "GET /large", expose: "public", output: z.string() },
    watch: { http: "GET /watch", expose: "public", timeoutMs: 600_000, output: stream(z.int()) },
  },
});

/** Longer than any test waits: what is still bounded by it fails. */
const never = 600_000;

class Dock {
  readonly begun = Promise.withResolvers<void>();
  readonly gate = Promise.withResolvers<string>();
  readonly aborted = Promise.withResolvers<ServiceError>();

  load = ({ text }: { text: string }): string => text;
  large = (): string => "x".repeat(8_000_000);
  hold = (_input: unknown, { signal }: CallContext): Promise<string> => {
    this.begun.resolve();
    signal.addEventListener("abort", () => this.aborted.resolve(signal.reason as ServiceError));
    return this.gate.promise;
  };
  async *watch(_input: unknown, { signal }: CallContext): AsyncGenerator<number, void, void> {
    yield 1;
    this.begun.resolve();
    await new Promise((resolve) => signal.addEventListener("abort", resolve));
    this.aborted.resolve(signal.reason as ServiceError);
  }
}

interface Host {
  readonly dock: Dock;
  readonly listening: Listening;
  stop(): Promise<void>;
}

async function open(drainTimeoutMs = never): Promise<Host> {
  const dock = new Dock();
  const module = defineModule({ contract, start: () => dock as never });
  const app = createApplication({ modules: { dock: { contract, load: async () => module } } });
  const timeouts = { headersTimeoutMs: never, requestTimeoutMs: never, keepAliveTimeoutMs: never, drainTimeoutMs };
  const listening = await listen(app, { public: { port: 0, ...timeouts }, internal: { port: 0, ...timeouts } });
  return { dock, listening, stop: () => app.stop() };
}

interface Peer {
  readonly socket: Socket;
  /** All text received, once the connection has closed. */
  readonly text: Promise<string>;
}

async function send({ listening }: Host, text: string, side: "public" | "internal" = "public"): Promise<Peer> {
  const socket = connect(Number(new URL(listening[side] ?? "").port), "127.0.0.1");
  const received = new Promise<string>((resolve) => {
    let all = "";
    socket.setEncoding("latin1").on("error", () => undefined);
    socket.on("data", (chunk) => {
      all += chunk;
    });
    socket.on("close", () => resolve(all));
  });
  await new Promise((resolve) => socket.write(text, resolve));
  return { socket, text: received };
}

const keepAlive = (text: string): string => text.replace("connection: close\r\n", "");
const stalled = keepAlive(postText("/load", '{"text":"a"}', ["seamline-call-id: stalled-1"])).slice(0, -5);

describe("a listener that drains", () => {
  it("closes idle and silent connections at once, while a call runs", async () => {
    const host = await open();
    const used = await send(host, keepAlive(postText("/load", '{"text":"a"}')));
    await new Promise((resolve) => used.socket.once("data", resolve));
    const running = await send(host, keepAlive(requestText("GET", "/hold")));
    const peers = [used];
    for (const text of ["", "GET /ho", "GET /hold HTTP/1.1\r\nhost: dock\r\n"])
      peers.push(await send(host, text || "\r\n"));
    await host.dock.begun.promise;
    const stopped = host.stop();
    await Promise.all(peers.map(({ text }) => text));
    host.dock.gate.resolve("done");
    expect(parseResponse(await running.text)).toMatchObject({ status: 200, body: '"done"' });
    await stopped;
  });

  it.each(["public", "internal"] as const)(
    "refuses a request whose body has stalled, as not sent, while a call runs: %s",
    async (side) => {
      const host = await open();
      const running = await send(host, keepAlive(requestText("GET", "/hold")), side);
      const upload = await send(host, stalled, side);
      const refused = await send(host, stalled.replace("/load", "/unknown"), side);
      await host.dock.begun.promise;
      const stopped = host.stop();
      const response = parseResponse(await upload.text);
      expect(response.status).toBe(503);
      expect(response.headers.get("connection")).toBe("close");
      expect(JSON.parse(response.body)).toMatchObject({ code: "unavailable", sent: "not_sent" });
      expect(parseResponse(await refused.text).status).toBe(404);
      host.dock.gate.resolve("done");
      expect(parseResponse(await running.text).status).toBe(200);
      await stopped;
    },
  );

  it.each(["public", "internal"] as const)(
    "of an application serves what arrives just after stop(): %s",
    async (side) => {
      const host = await open();
      const request = keepAlive(postText("/load", '{"text":"a"}'));
      const used = await send(host, request, side);
      await new Promise((resolve) => used.socket.once("data", resolve));
      const running = await send(host, keepAlive(requestText("GET", "/hold")), side);
      await host.dock.begun.promise;
      const stopped = host.stop();
      used.socket.write(request);
      const fresh = await send(host, request, side);
      for (const { text } of [used, fresh]) {
        const last = parseResponse((await text).replace(/^.*(?=HTTP\/1\.1)/s, ""));
        expect(last).toMatchObject({ status: 200, body: '"a"' });
        expect(last.headers.get("connection")).toBe("close");
      }
      host.dock.gate.resolve("done");
      expect(parseResponse(await running.text).status).toBe(200);
      await stopped;
    },
  );

  it("serves a request whose body arrives in the grace period", async () => {
    const host = await open();
    const upload = await send(host, stalled);
    const closed = host.listening.close(); // the application itself would refuse it
    upload.socket.write('":"a"}'.slice(-5));
    expect(parseResponse(await upload.text)).toMatchObject({ status: 200, body: '"a"' });
    await closed;
    await host.stop();
  });

  it("does not wait for a client that has stopped to read its response", async () => {
    const host = await open();
    const reader = await send(host, keepAlive(requestText("GET", "/large")));
    await new Promise((resolve) => reader.socket.once("data", resolve));
    reader.socket.pause();
    await host.stop();
    reader.socket.resume();
    expect((await reader.text).length).toBeLessThan(8_000_000);
  });

  it.each([
    ["a call", "/hold", '"code":"unavailable"'],
    ["a stream of lines", "/watch", '"code":"unavailable"'],
    ["a stream of events", "/watch", "event: error"],
  ])("cancels %s that runs longer than drainTimeoutMs", async (what, path, expected) => {
    const host = await open(50);
    const accept = what.endsWith("events") ? ["accept: text/event-stream"] : [];
    const peer = await send(host, keepAlive(requestText("GET", path, accept)));
    await host.dock.begun.promise;
    const stopped = host.stop();
    expect(await host.dock.aborted.promise).toMatchObject({ code: "unavailable", sent: "maybe_sent" });
    host.dock.gate.resolve("late");
    expect(await peer.text).toContain(expected);
    expect(await peer.text).not.toContain("not_sent");
    await stopped;
  });

  it("ends a stream whose client does not read", async () => {
    const host = await open(50);
    const reader = await send(host, keepAlive(requestText("GET", "/watch")));
    await host.dock.begun.promise;
    reader.socket.pause();
    await host.stop();
    expect(await host.dock.aborted.promise).toMatchObject({ code: "unavailable" });
    reader.socket.destroy();
  });

  it("cancels the calls of a batch that run longer than drainTimeoutMs", async () => {
    const host = await open(500); // the third call has to be done before
    const transport = createHttpTransport(host.listening.internal ?? "", { batch: 8 });
    const client = createClient(contract, transport);
    const calls = Promise.allSettled([client.hold(), client.hold(), client.load({ text: "a" })]);
    await host.dock.begun.promise;
    const stopped = host.stop();
    await host.dock.aborted.promise;
    host.dock.gate.resolve("late");
    const [one, two, three] = await calls;
    for (const call of [one, two]) expect(call).toMatchObject({ reason: { code: "unavailable", sent: "processed" } });
    expect(three).toMatchObject({ value: "a" });
    await stopped;
    await transport.close?.();
  });
});
