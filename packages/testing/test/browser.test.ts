/** The face for browsers: its bundle imports nothing of Node, and works without Node's globals. */

import { fileURLToPath } from "node:url";
import { createContext, runInContext } from "node:vm";
import { build } from "esbuild";
import { beforeAll, describe, expect, it } from "vitest";

const program = `
import { getResponse } from "msw";
import { createMock, restHandlers } from "../src/msw.ts";
import { RestaurantNotFound, restaurantContract } from "./restaurant.ts";

const mock = createMock(restaurantContract);
const handlers = restHandlers(mock, { baseUrl: "http://restaurant.test" });
const ask = async (path, init) => {
  const response = await getResponse(handlers, new Request("http://restaurant.test" + path, init));
  return [response.status, response.headers.get("content-type"), await response.text()];
};
globalThis.run = async () => {
  const { getRestaurant, openRestaurant, watch, photo, upload, search } = mock.stubs;
  getRestaurant.once.respond(({ restaurantId }, { origin }) => ({ id: restaurantId, name: origin, since: new Date(0) }));
  getRestaurant.fail(new RestaurantNotFound({ restaurantId: 7 }));
  openRestaurant.delay(1).respond((restaurant) => restaurant);
  watch.respond([{ id: 1, name: "one" }, { id: 2, name: "zwei" }]);
  photo.respond(new TextEncoder().encode("bytes"));
  upload.respond(async (chunks) => {
    let size = 0;
    for await (const chunk of chunks) size += chunk.length;
    return size;
  });
  search.refuse("unavailable");
  const json = { "content-type": "application/json" };
  return [
    await ask("/restaurants/5"),
    await ask("/restaurants/7"),
    await ask("/restaurants/9", { method: "PUT", headers: json, body: JSON.stringify({ name: "Nine" }) }),
    await ask("/orders?since=1"),
    await ask("/photos/1"),
    await ask("/restaurant/upload", { method: "POST", headers: { "content-type": "application/octet-stream" }, body: "12345" }),
    (await ask("/restaurants?city=Rome")).slice(0, 2),
    (await ask("/restaurants/x")).slice(0, 2),
  ];
};
`;

/**
 * The globals that browsers and Node share. Neither \`process\` nor \`Buffer\` nor \`setImmediate\`
 * is among them.
 */
const shared = [
  ...[
    "AbortController",
    "AbortSignal",
    "Blob",
    "Event",
    "EventTarget",
    "FormData",
    "Headers",
    "ReadableStream",
    "Request",
  ],
  ...[
    "Response",
    "TextDecoder",
    "TextEncoder",
    "URL",
    "URLSearchParams",
    "TransformStream",
    "WritableStream",
    "WebSocket",
  ],
  ...["MessageEvent", "CloseEvent", "BroadcastChannel", "DOMException", "ErrorEvent", "Uint8Array"],
  ...[
    "atob",
    "btoa",
    "clearTimeout",
    "console",
    "crypto",
    "fetch",
    "performance",
    "queueMicrotask",
    "setTimeout",
    "structuredClone",
  ],
].filter((name) => name in globalThis);

describe("@seamline/testing/msw in a browser", () => {
  let bundle: string;
  beforeAll(async () => {
    const resolveDir = fileURLToPath(new URL(".", import.meta.url));
    const result = await build({
      stdin: { contents: program, resolveDir, loader: "ts" },
      bundle: true,
      write: false,
      platform: "browser",
      format: "esm",
      external: ["node:*"],
    });
    bundle = result.outputFiles[0]?.text ?? "";
  });

  it("has no import of Node in its bundle", () => {
    expect(bundle.length).toBeGreaterThan(10_000);
    expect(bundle.match(/^.*\b(?:from|import)\b\s*\(?\s*["']node:.*$/gm)).toBeNull();
  });

  it("responds to requests like in Node", async () => {
    const globals = Object.fromEntries(shared.map((name) => [name, Reflect.get(globalThis, name)]));
    const stored = new Map<string, string>();
    // msw keeps cookies in it.
    const localStorage = {
      getItem: (key: string) => stored.get(key) ?? null,
      setItem: (key: string, value: string) => void stored.set(key, value),
    };
    const context = createContext({ ...globals, localStorage, location: new URL("http://page.test/") });
    runInContext(`globalThis.self = globalThis; (() => {${bundle}})()`, context);
    const responses: unknown = await runInContext("run()", context);
    const jsonType = "application/json";
    expect(responses).toEqual([
      [200, jsonType, '{"id":5,"name":"public","since":"1970-01-01T00:00:00.000Z"}'],
      [404, "application/problem+json", expect.stringContaining('"reason":"restaurantNotFound"')],
      [200, jsonType, '{"id":9,"name":"Nine"}'],
      [200, "application/x-ndjson", '{"item":{"id":1,"name":"one"}}\n{"item":{"id":2,"name":"zwei"}}\n{"end":true}\n'],
      [200, "application/octet-stream", "bytes"],
      [200, jsonType, "5"],
      [503, "application/problem+json"],
      [400, "application/problem+json"],
    ]);
  });
});
