import { execFile } from "node:child_process";
import type { IncomingMessage, ServerResponse } from "node:http";
import { pipeline, Readable } from "node:stream";
import { promisify } from "node:util";
import { request } from "undici";
import { describe, expect, it } from "vitest";
import { type App, createDispatcher } from "../src/index.ts";
import { dispatchInto } from "../src/memory/dispatch-into.ts";

type Sent = NonNullable<Parameters<typeof request>[1]>;

function send(app: App, options: Sent): ReturnType<typeof request> {
  return request("http://desk.local/", { dispatcher: createDispatcher(app), ...options });
}

function* endless(): Generator<string> {
  for (;;) yield "x".repeat(1000);
}

describe("a body without an end leaves the event loop to the others: the caller's time limit ends it", () => {
  const writing = (_request: IncomingMessage, response: ServerResponse): void =>
    void pipeline(Readable.from(endless()), response, () => undefined);
  const streaming = (_request: Request): Response =>
    new Response(new ReadableStream({ pull: (stream) => stream.enqueue(Buffer.alloc(1000)) }));
  const reading = (incoming: IncomingMessage, _response: ServerResponse): unknown => incoming.resume();
  const consuming = async (incoming: Request): Promise<Response> =>
    new Response(String((await incoming.bytes()).length));

  it.each<[string, App, Sent]>([
    ["response of a listener", writing, {}],
    ["response of a fetch handler", streaming, {}],
    ["upload to a listener", reading, { method: "POST", body: Readable.from(endless()) }],
    ["upload of a generator", reading, { method: "POST", body: endless() as never }],
    ["upload to a fetch handler", consuming, { method: "POST", body: endless() as never }],
  ])("%s", async (_name, app, options) => {
    const signal = AbortSignal.timeout(50);
    const whole = send(app, { ...options, signal }).then(async ({ body }) => {
      for await (const _chunk of body); // and keeps none
    });
    await expect(whole).rejects.toMatchObject({ name: "TimeoutError" });
  });
});

describe("an upload that nothing reads to its end", () => {
  const early = (_request: IncomingMessage, response: ServerResponse): void => void response.writeHead(413).end("no");
  const earlyFetch = (_request: Request): Response => new Response("no", { status: 413 });
  const canceling = async (incoming: Request): Promise<Response> => {
    await incoming.body?.cancel();
    return new Response("no", { status: 413 });
  };
  const cancelingLate = async (incoming: Request): Promise<Response> => {
    const reader = (incoming.body as ReadableStream<Uint8Array>).getReader();
    void reader.read().catch(() => undefined);
    await new Promise((resolve) => setImmediate(resolve));
    await reader.cancel();
    return new Response("no", { status: 413 });
  };

  it.each<[string, App]>([
    ["a listener that responds early", early],
    ["a fetch handler that responds early", earlyFetch],
    ["a fetch handler that cancels it", canceling],
    ["a fetch handler that cancels it while it waits", cancelingLate],
  ])("is destroyed: %s", async (_name, app) => {
    const source = new Readable({ read: () => undefined });
    const closed = new Promise((resolve) => source.on("close", resolve));
    const { statusCode, body } = await send(app, { method: "POST", body: source });
    expect([statusCode, await body.text()]).toEqual([413, "no"]);
    await closed;
  });

  it("is destroyed where the caller aborts", async () => {
    const source = new Readable({ read: () => undefined });
    const closed = new Promise((resolve) => source.on("close", resolve));
    const app = (incoming: IncomingMessage, _response: ServerResponse): unknown => incoming.resume();
    dispatchInto(
      app,
      { method: "POST", path: "/", body: source },
      {
        onRequestStart: (controller) => setImmediate(() => controller.abort(new Error("enough"))),
        onResponseError: () => undefined,
      },
    );
    await closed;
  });
});

describe("in a process of its own", () => {
  const run = async (listener: string): Promise<[output: string, log: string]> => {
    const program = `
      import { createDispatcher } from ${JSON.stringify(new URL("../src/index.ts", import.meta.url).href)};
      process.on("uncaughtException", ({ message }) => console.log("uncaught", message));
      process.on("unhandledRejection", ({ message }) => console.log("unhandled", message));
      const dispatcher = createDispatcher(${listener});
      const { body } = await dispatcher.request({ origin: "http://desk.local", path: "/", method: "GET" });
      console.log(await body.text());
    `;
    const child = await promisify(execFile)(process.execPath, ["--input-type=module", "--eval", program]);
    return [child.stdout, child.stderr];
  };

  it("no timeout of a socket keeps the process after the response, nor passes then", async () => {
    const late = "() => console.log('late')";
    expect(
      await run(`(request, response) => { request.socket.setTimeout(2 ** 30, ${late}); response.end("ok"); }`),
    ).toEqual(["ok\n", expect.not.stringContaining("late")]);
  });

  it("what a listener throws after its response is reported, and ends no process", async () => {
    const report = expect.stringContaining("seamline: an application failed after its response: Error: late");
    expect(await run(`(request, response) => { response.end("ok"); throw new Error("late"); }`)).toEqual([
      "ok\n",
      report,
    ]);
    const rejecting = `async (request, response) => { response.end("ok"); throw new Error("late"); }`;
    expect(await run(rejecting)).toEqual(["ok\n", report]);
  });
});
