/**
 * Mocks as handlers of msw: the REST binding over `fetch`, and the whole conformance suite over
 * undici and our transport.
 */

import {
  type ConformanceReport,
  conformanceCases,
  inProcessTarget,
  printDifference,
  runConformance,
} from "@seamline/conformance";
import { HttpResponse, http } from "msw";
import { setupServer } from "msw/node";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { createMock } from "../src/index.ts";
import { restHandlers } from "../src/msw.ts";
import { collect, RestaurantClient, RestaurantNotFound } from "./restaurant.ts";
import { mswTarget } from "./targets/msw.ts";

const base = "http://restaurant.test/api";
const enzo = { id: 5, name: "Da Enzo" };

describe("restHandlers, over fetch", () => {
  const mock = createMock(RestaurantClient);
  const server = setupServer(...restHandlers(mock, { baseUrl: base }));
  beforeAll(() => server.listen({ onUnhandledFrame: "error" }));
  afterEach(() => {
    server.resetHandlers();
    mock.reset();
  });
  afterAll(() => server.close());

  it("reads path, query, headers and body, and writes JSON with the call's id", async () => {
    mock.stubs.getRestaurant.respond(({ restaurantId }) => ({ ...enzo, id: restaurantId, since: new Date(0) }));
    const response = await fetch(`${base}/restaurants/7`, { headers: { "seamline-call-id": "call-1" } });
    expect([response.status, response.headers.get("content-type")]).toEqual([200, "application/json"]);
    expect(response.headers.get("seamline-call-id")).toBe("call-1");
    expect(await response.json()).toEqual({ id: 7, name: "Da Enzo", since: "1970-01-01T00:00:00.000Z" });

    mock.stubs.search.respond([]);
    await fetch(`${base}/restaurants?city=R%C3%B3ma&limit=3`, { headers: { language: "it" } });
    await fetch(`${base}/restaurants?city=Rome`);
    expect(mock.stubs.search.calls.map(({ input }) => input)).toEqual([
      { city: "Róma", limit: 3, language: "it" },
      { city: "Rome", limit: 20 },
    ]);

    mock.stubs.openRestaurant.respond((restaurant) => restaurant);
    const opened = await fetch(`${base}/restaurants/9`, {
      method: "PUT",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ name: "Nine", id: 1, unknown: true }),
    });
    expect(await opened.json()).toEqual({ id: 9, name: "Nine" });
  });

  it("responds to a void operation with 204 and no body", async () => {
    mock.stubs.close.respond();
    const response = await fetch(`${base}/restaurants/9`, { method: "DELETE" });
    expect([response.status, await response.text()]).toEqual([204, ""]);
    expect(response.headers.get("seamline-call-id")).toMatch(/./);
  });

  it("responds with problem details to errors: declared, refused, and of invalid requests", async () => {
    mock.stubs.getRestaurant.fail(new RestaurantNotFound({ restaurantId: 7 }));
    const missing = await fetch(`${base}/restaurants/7`);
    expect([missing.status, missing.headers.get("content-type")]).toEqual([404, "application/problem+json"]);
    const callId = missing.headers.get("seamline-call-id");
    const problem = { code: "not_found", reason: "restaurantNotFound", details: { restaurantId: 7 }, instance: callId };
    expect(await missing.json()).toMatchObject(problem);

    mock.stubs.getRestaurant.refuse("resource_exhausted", { retryAfterMs: 1500 });
    const full = await fetch(`${base}/restaurants/7`);
    expect([full.status, full.headers.get("retry-after")]).toEqual([429, "2"]);

    for (const path of ["restaurants/-7", "restaurants/%ff"]) {
      const bad = await fetch(`${base}/${path}`);
      expect([bad.status, ((await bad.json()) as { code: string }).code]).toEqual([400, "invalid_argument"]);
    }
    for (const [type, body] of [
      ["text/plain", "{}"],
      ["application/json", "{"],
      ["application/json", "[]"],
    ] as const) {
      const bad = await fetch(`${base}/restaurants/7`, { method: "PUT", headers: { "content-type": type }, body });
      expect(bad.status).toBe(400);
    }
  });

  it("responds to a call without a stub with the next step, and fails the test", async () => {
    const response = await fetch(`${base}/restaurants/7`);
    expect(await response.json()).toMatchObject({
      code: "unimplemented",
      detail: expect.stringContaining("stubs.getRestaurant"),
    });
    expect(() => mock.reset()).toThrow(/stubs\.getRestaurant/);
  });

  it("loses connections like networks", async () => {
    mock.stubs.getRestaurant.once.unreachable().cut();
    await expect(fetch(`${base}/restaurants/7`)).rejects.toThrow(TypeError);
    await expect(fetch(`${base}/restaurants/7`)).rejects.toThrow(TypeError);
    mock.stubs.watch.cutAfter([enzo]);
    const response = await fetch(`${base}/orders?since=0`);
    // msw ends such a body as if it were complete, which the end marker detects.
    const text = await response.text().catch(() => "");
    expect(text).not.toContain('{"end":true}');
  });

  it("streams items as JSON lines with their end, or as events on request, and bytes", async () => {
    mock.stubs.watch.respond([enzo, { ...enzo, id: 6 }]);
    const lines = await fetch(`${base}/orders?since=0`);
    expect(lines.headers.get("content-type")).toBe("application/x-ndjson");
    expect(
      (await lines.text())
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line)),
    ).toEqual([{ item: enzo }, { item: { ...enzo, id: 6 } }, { end: true }]);
    const events = await fetch(`${base}/orders?since=0`, { headers: { accept: "text/event-stream" } });
    expect(await events.text()).toBe(
      `data: ${JSON.stringify(enzo)}\n\ndata: {"id":6,"name":"Da Enzo"}\n\nevent: end\ndata: {}\n\n`,
    );
    mock.stubs.photo.respond([new Uint8Array([1, 2]), new Uint8Array([3])]);
    const photo = await fetch(`${base}/photos/1`);
    expect(photo.headers.get("content-type")).toBe("application/octet-stream");
    expect([...new Uint8Array(await photo.arrayBuffer())]).toEqual([1, 2, 3]);
  });

  it("reads uploads", async () => {
    mock.stubs.upload.respond(async (chunks) => Buffer.concat(await collect(chunks)).length);
    const headers = { "content-type": "application/octet-stream" };
    const response = await fetch(`${base}/restaurant/upload`, { method: "POST", headers, body: new Uint8Array(1000) });
    expect(await response.json()).toBe(1000);
  });

  it("runs the producer's finally when its reader stops", async () => {
    const ended = Promise.withResolvers<string>();
    mock.stubs.watch.respond(async function* () {
      try {
        for (;;) yield enzo;
      } finally {
        ended.resolve("ended");
      }
    });
    const response = await fetch(`${base}/orders?since=0`);
    const reader = (response.body as ReadableStream<Uint8Array>).getReader();
    await reader.read();
    await reader.cancel();
    expect(await ended.promise).toBe("ended");
  });

  it("leaves out internal operations for the public listener", () => {
    const headers = restHandlers(mock, { baseUrl: base, expose: "public" }).map(({ info }) => info.header);
    expect(headers).toEqual([`GET ${base}/restaurants`, `GET ${base}/orders`, `GET ${base}/restaurants/:restaurantId`]);
    expect(restHandlers(mock)[0]?.info.header).toMatch(/^\w+ \*\//);
  });

  it("works beside other handlers, which server.use puts in front", async () => {
    mock.stubs.getRestaurant.respond(enzo);
    server.use(http.get(`${base}/restaurants/:id`, () => HttpResponse.json({ own: true }), { once: true }));
    const responses = [await fetch(`${base}/restaurants/7`), await fetch(`${base}/restaurants/7`)];
    expect(await Promise.all(responses.map((response) => response.json()))).toEqual([{ own: true }, enzo]);
  });
});

/** The cases of paths without an operation, for which a mock has no handlers. */
const inapplicable = new Set([
  "calls/what-the-callee-does-not-know-is-unimplemented",
  "skew/an-operation-the-callee-does-not-have",
]);

describe("conformanceCases, over msw's handlers, undici and the HTTP transport", () => {
  const cases = conformanceCases.filter(({ name }) => !inapplicable.has(name));
  let report: ConformanceReport;
  beforeAll(async () => {
    report = await runConformance({ targets: [inProcessTarget(), mswTarget()], cases });
  }, 120_000);

  it("leave out two, of operations without a handler", () => {
    expect(report.cases).toBe(conformanceCases.length - 2);
    expect(report.transcripts).toBe(2 * report.cases);
  });

  it("produce the same transcripts", () => {
    expect(report.different.map(printDifference).join("\n")).toBe("");
  });
});
