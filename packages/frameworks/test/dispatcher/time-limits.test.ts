/** What does not count towards the time limits of a request: uploads that go on, and callers that pause. */

import type { RequestListener } from "node:http";
import type { UndiciController, UndiciHandler } from "@seamline/http/extend";
import type { Dispatcher } from "undici";
import { describe, expect, it } from "vitest";
import { createDispatcher } from "../../src/index.ts";

/** Resolves once so many milliseconds have passed. */
async function pass(ms: number): Promise<void> {
  const start = performance.now();
  await expect.poll(() => performance.now() - start, { interval: 10 }).toBeGreaterThan(ms);
}

const echo: RequestListener = (request, response) => {
  request.resume().on("end", () => response.end("received"));
};

describe("headersTimeout", () => {
  const limit = 600;

  it("begins anew with every piece of an upload", async () => {
    const dispatcher = createDispatcher<Dispatcher>(echo, { headersTimeout: limit });
    async function* pieces(): AsyncGenerator<string> {
      for (const piece of ["a", "b", "c", "d"]) {
        await pass(limit / 3);
        yield piece;
      }
    }
    const body = pieces() as never; // undici takes any async iterable, unlike its types
    const response = await dispatcher.request({ origin: "http://a", path: "/", method: "POST", body });
    expect(await response.body.text()).toBe("received");
  });

  it("ends an upload that does not go on", async () => {
    const dispatcher = createDispatcher<Dispatcher>(echo, { headersTimeout: 30 });
    async function* pieces(): AsyncGenerator<string> {
      yield "a";
      await new Promise(() => undefined);
    }
    const failed = dispatcher.request({ origin: "http://a", path: "/", method: "POST", body: pieces() as never });
    await expect(failed).rejects.toMatchObject({ code: "UND_ERR_HEADERS_TIMEOUT" });
  });
});

describe("bodyTimeout", () => {
  it("leaves out the time in which the caller holds the response", async () => {
    const limit = 30;
    const dispatcher = createDispatcher((_request, response) => response.end("body"), { bodyTimeout: limit });
    const events: string[] = [];
    let held: UndiciController | undefined;
    const handler: UndiciHandler = {
      onRequestStart() {},
      onResponseStart(controller) {
        controller.pause();
        held = controller;
      },
      onResponseData: (_controller, chunk) => void events.push(String(chunk)),
      onResponseEnd: () => void events.push("end"),
      onResponseError: (_controller, error) => void events.push(error.message),
    };
    dispatcher.dispatch({ origin: "http://a", path: "/", method: "GET" }, handler);
    await expect.poll(() => held).toBeDefined();
    await pass(5 * limit);
    held?.resume();
    await expect.poll(() => events).toEqual(["body", "end"]);
  });
});
