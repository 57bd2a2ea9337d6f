/** Calls over a dispatch function: the transport of HTTP without its connections. */

import { getRandomValues } from "node:crypto";
import { type ConformanceTarget, conformanceCases, printDifference, runConformance } from "@seamline/conformance";
import { createClient, defineContract, type Transport } from "@seamline/core";
import { Agent, type Dispatcher } from "undici";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { createTransportOver, listenOn, wireHeaders } from "../src/extend.ts";
import { createHost } from "./targets/host.ts";

/** Signed calls to an internal listener, through an Agent of undici. */
function agentTarget(): ConformanceTarget {
  return {
    name: "http over an Agent",
    async start(dispatchers) {
      const keys = [{ id: "k1", secret: getRandomValues(new Uint8Array(32)) }];
      const listening = await listenOn(createHost(dispatchers, keys), { internal: { port: 0 } });
      const agent = new Agent();
      const dispatch: Dispatcher.Dispatch = (options, handler) => agent.dispatch(options, handler);
      const url = listening.internal as string;
      const transports = new Map<string, Transport>();
      for (const { contract } of dispatchers) {
        transports.set(contract.name, createTransportOver(dispatch, { url, keys }));
      }
      return {
        connect: (service) => transports.get(service) as Transport,
        async close() {
          await Promise.all([...transports.values()].map((transport) => transport.close?.()));
          await agent.close();
          await listening.close();
        },
      };
    },
  };
}

const contract = defineContract("echo", {
  operations: { echo: { http: "POST /echo", input: z.object({ text: z.string() }), output: z.string() } },
});

type Handler = Dispatcher.DispatchHandler;

class Controller implements Dispatcher.DispatchController {
  aborted = false;
  reason: Error | null = null;
  readonly paused = false;
  readonly #handler: Handler;
  constructor(handler: Handler) {
    this.#handler = handler;
  }
  abort(reason: Error): void {
    this.aborted = true;
    this.reason = reason;
    queueMicrotask(() => this.#handler.onResponseError?.(this, reason));
  }
  pause(): void {}
  resume(): void {}
}

/** Responds to every request at once, before `dispatch` returns. */
function respondAtOnce(seen: Dispatcher.DispatchOptions[]): Dispatcher.Dispatch {
  return (options, handler) => {
    seen.push(options);
    const headers = options.headers as readonly string[];
    const callId = headers[headers.indexOf(wireHeaders.callId) + 1];
    const body = Buffer.from(JSON.stringify("done"));
    const controller = new Controller(handler);
    handler.onRequestStart?.(controller, {});
    handler.onResponseStart?.(
      controller,
      200,
      { [wireHeaders.callId]: callId, "content-type": "application/json", "content-length": String(body.length) },
      "OK",
    );
    handler.onResponseData?.(controller, body);
    handler.onResponseEnd?.(controller, {});
    return true;
  };
}

describe("createTransportOver", () => {
  const families = Map.groupBy(conformanceCases, ({ name }) => name.split("/")[0]);

  it.each([...families])("produces the transcripts of %s over an Agent", async (_family, cases) => {
    const report = await runConformance({ targets: [agentTarget()], cases });
    expect(report.transcripts).toBe(cases.length);
    expect(report.different.map(printDifference).join("\n")).toBe("");
  });

  it("settles later when the function calls its handler at once", async () => {
    const seen: Dispatcher.DispatchOptions[] = [];
    const client = createClient(contract, createTransportOver(respondAtOnce(seen), { url: "https://shop.local/v1/" }));
    let settled = false;
    const called = client.echo({ text: "a" }).then((output) => {
      settled = true;
      return output;
    });
    expect([seen.length, settled]).toEqual([0, false]);
    expect(await called).toBe("done");
    expect(seen[0]).toMatchObject({
      origin: "https://shop.local",
      path: "/v1/echo",
      method: "POST",
      headersTimeout: 0,
      bodyTimeout: 0,
    });
  });

  it("fails the call if the function throws", async () => {
    const transport = createTransportOver(() => {
      throw Object.assign(new Error("no such host"), { code: "ENOTFOUND" });
    });
    const failed = createClient(contract, transport).echo({ text: "a" }, { timeoutMs: 5_000 });
    await expect(failed).rejects.toMatchObject({ code: "unavailable", sent: "not_sent" });
    await transport.close?.();
  });

  it("aborts the exchange of a canceled call, and never begins one that was canceled before", async () => {
    const controllers: Controller[] = [];
    const transport = createTransportOver((_options, handler) => {
      const controller = new Controller(handler);
      controllers.push(controller);
      handler.onRequestStart?.(controller, {});
      return true;
    });
    const client = createClient(contract, transport);
    const caller = new AbortController();
    const failed = client.echo({ text: "a" }, { signal: caller.signal });
    const seen = expect(failed).rejects.toMatchObject({ code: "canceled" });
    await expect.poll(() => controllers.length).toBe(1);
    caller.abort();
    await seen;
    expect(controllers[0]?.aborted).toBe(true);

    const early = new AbortController();
    const never = expect(client.echo({ text: "b" }, { signal: early.signal })).rejects.toMatchObject({
      code: "canceled",
    });
    early.abort();
    await never;
    expect(controllers.length).toBe(1);
    await transport.close?.(); // waits for both
  });

  it("closes once its last exchange has ended, and refuses calls from then on", async () => {
    const events: string[] = [];
    let finish: (() => void) | undefined;
    const respond = respondAtOnce([]);
    const transport = createTransportOver(
      (options, handler) => {
        finish = () => respond(options, handler);
        return true;
      },
      {
        async onClose() {
          events.push("closed");
        },
      },
    );
    const client = createClient(contract, transport);
    const called = client.echo({ text: "a" });
    await expect.poll(() => finish).toBeDefined();
    const closing = transport.close?.().then(() => events.push("done"));
    await expect(client.echo({ text: "b" })).rejects.toMatchObject({ code: "unavailable", sent: "not_sent" });
    expect(events).toEqual([]);
    finish?.();
    expect(await called).toBe("done");
    await closing;
    expect(events).toEqual(["closed", "done"]);
  });

  it.each([
    [{ url: "ftp://shop" }, "url: expected http(s)://host[:port][/base]; found ftp://shop"],
    [{ url: "http://shop/a b" }, "expected a base path of plain segments"],
    [{ keys: "k1:abc" }, "expected an array of signing keys"],
    [{ urll: "http://shop" }, "did you mean url?"],
  ])("refuses %j", (options, message) => {
    expect(() => createTransportOver(respondAtOnce([]), options as never)).toThrow(message);
  });

  it("refuses a dispatcher in place of its function", () => {
    expect(() => createTransportOver(new Agent() as never)).toThrow("expected a function");
  });
});
