/**
 * The configurations of docs/guide/proxies.md, run by nginx and haproxy in front of both listeners.
 * Skipped, by name, where a program is not installed.
 */

import {
  bytes,
  createApplication,
  createClient,
  DeclaredError,
  defineContract,
  defineModule,
  stream,
} from "@seamline/core";
import type { SigningKey } from "@seamline/core/extend";
import { ask, requestText } from "@seamline/test-support";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { createHttpTransport, listen } from "../../src/index.ts";
import { collect, each } from "../feed.ts";
import { configurationsOf, isInstalled, type Ports, RunningProxy } from "./running-proxy.ts";

const Parts = z.object({
  one: z.string(),
  two: z.string(),
  query: z.string(),
  mark: z.string(),
  list: z.array(z.string()),
});

const contract = defineContract("shop", {
  operations: {
    find: {
      http: "GET /shop/{one}/x/{two}",
      expose: "public",
      in: { header: ["mark"] },
      input: Parts,
      output: Parts,
    },
    store: {
      http: "PUT /shop/{id}",
      input: z.object({ id: z.string(), text: z.string() }),
      output: z.string(),
      errors: { full: { code: "failed_precondition", details: z.object({ id: z.string() }) } },
    },
    ticks: { http: "GET /ticks", expose: "public", output: stream(z.int()) },
    sum: { http: "POST /sum", expose: "public", input: stream(z.int()), output: z.int() },
    echo: { http: "POST /echo", input: stream(z.int()), output: stream(z.int()) },
    file: { http: "GET /file", output: bytes() },
  },
});

class Full extends DeclaredError<{ id: string }> {
  static override readonly identity = {
    service: "shop",
    reason: "full",
    code: "failed_precondition",
    message: "full",
  } as const;
}

/** Lets the producer of `ticks` yield its next item: a proxy that holds items back stalls the test. */
let tick: () => void = () => undefined;

const module = defineModule({
  contract,
  start: () => ({
    find: (parts: unknown) => parts,
    store({ id, text }: { id: string; text: string }) {
      if (id === "full") throw new Full(Full.identity, { id });
      return text;
    },
    async *ticks() {
      for (let n = 1; n <= 3; n += 1) {
        yield n;
        await new Promise<void>((resolve) => {
          tick = resolve;
        });
      }
    },
    async sum(numbers: AsyncIterable<number>) {
      let total = 0;
      for await (const number of numbers) total += number;
      return total;
    },
    async *echo(numbers: AsyncIterable<number>) {
      yield* numbers;
    },
    async *file() {
      yield new Uint8Array(100);
      throw new Error("half of it");
    },
  }),
});

const keys: readonly SigningKey[] = [{ id: "k1", secret: new Uint8Array(32).fill(7) }];
const secret = Buffer.from(keys[0]?.secret ?? []).toString("base64");

const odd = [
  "a+b",
  "[x]",
  "a/b",
  "//",
  "../up",
  "a/../b",
  "%2F",
  "100%",
  "a b",
  "?#&=",
  "é\u{1f34e}",
  "'(!)*~",
  '"<>\\^`{|}',
  ";,:@$",
];

const app = createApplication({
  modules: { shop: { contract, load: async () => module } },
  env: { SEAMLINE_KEYS: `k1:${secret}` },
  onError: () => undefined,
});
let ports: Ports;
beforeAll(async () => {
  const listening = await listen(app, { public: { port: 0 }, internal: { port: 0 } });
  ports = { public: new URL(listening.public ?? "").port, internal: new URL(listening.internal ?? "").port };
});
afterAll(() => app.stop());

const plainNginx = "server { listen 127.0.0.1:8080; location / { proxy_pass http://127.0.0.1:3001; } }";
const [tunedNginx = "", strippingNginx = "", publicNginx = ""] = configurationsOf("nginx");
const [haproxy = ""] = configurationsOf("haproxy");

/** Passes the parts of a client stream on only as they arrive. */
const passesUploads = (name: string): boolean => name !== "nginx as it comes" && name !== "nginx with a base path";

describe.each<[string, "nginx" | "haproxy", string, string]>([
  ["nginx as it comes", "nginx", plainNginx, ""],
  ["nginx as in the guide", "nginx", tunedNginx, ""],
  ["nginx with a base path", "nginx", strippingNginx, "/shop-service"],
  ["haproxy as in the guide", "haproxy", haproxy, ""],
  ["haproxy with a base path", "haproxy", haproxy, "/shop-service"],
])("a signed call through %s", (name, program, configuration, base) => {
  const runs = isInstalled(program);
  let proxy: RunningProxy;
  const open = (options: object = {}) => {
    const transport = createHttpTransport(proxy.url(base), { keys, connections: 2, ...options });
    return { client: createClient(contract, transport), close: () => transport.close?.() };
  };
  let shop: ReturnType<typeof open>;
  beforeAll(async () => {
    if (!runs) return;
    proxy = await RunningProxy.start(program, configuration, ports);
    shop = open();
  });
  afterAll(async () => {
    if (!runs) return;
    await shop.close();
    await proxy.stop();
  });

  it.skipIf(!runs)("carries odd values in every place, alone and in a batch", async () => {
    const batched = open({ batch: 16 });
    const partsOf = (value: string) => ({ one: value, two: value, query: value, mark: value, list: [value, ""] });
    for (const value of odd) expect(await shop.client.find(partsOf(value)), value).toEqual(partsOf(value));
    const all = await Promise.all(odd.map((value) => batched.client.find(partsOf(value))));
    expect(all).toEqual(odd.map(partsOf));
    await batched.close();
  });

  it.skipIf(!runs)("carries bodies of almost 1 MiB, context, declared errors and refusals", async () => {
    const text = "x".repeat(1_000_000);
    const context = { tenant: "t", metadata: { note: '"quoted"' }, idempotencyKey: "k" };
    expect(await shop.client.store({ id: "a/b", text }, context)).toBe(text);
    await expect(shop.client.store({ id: "full", text: "" })).rejects.toMatchObject({
      code: "failed_precondition",
      reason: "full",
      details: { id: "full" },
    });
    const stranger = open({ keys: [{ id: "k2", secret: new Uint8Array(32) }] });
    await expect(stranger.client.store({ id: "a", text: "" })).rejects.toMatchObject({ code: "unauthenticated" });
    await stranger.close();
  });

  it.skipIf(!runs)("brings each item of a stream before the next is made", async () => {
    const items: number[] = [];
    for await (const item of shop.client.ticks()) {
      items.push(item);
      tick();
    }
    expect(items).toEqual([1, 2, 3]);
  });

  it.skipIf(!runs)("sends client streams, and never shows a failed download as complete", async () => {
    expect(await shop.client.sum(each(1, 2, 3))).toBe(6);
    expect((await collect(shop.client.file())).error).toMatchObject({
      code: expect.stringMatching(/^(?:data_loss|unavailable)$/), // a proxy may hold the head until it is reset
    });
  });

  it.skipIf(!runs || !passesUploads(name))("streams both ways at once", async () => {
    const received: number[] = [];
    let arrived = Promise.withResolvers<void>();
    async function* numbers(): AsyncGenerator<number, void, void> {
      for (const number of [1, 2, 3]) {
        yield number;
        await arrived.promise;
        arrived = Promise.withResolvers();
      }
    }
    for await (const number of shop.client.echo(numbers())) {
      received.push(number);
      arrived.resolve();
    }
    expect(received).toEqual([1, 2, 3]);
  });

  it.skipIf(!runs)("answers HEAD as a health check", async () => {
    const response = await fetch(proxy.url(`${base}/health/ready`), { method: "HEAD" });
    expect(response.status).toBe(200);
  });
});

describe("the public listener behind nginx with a base path", () => {
  const runs = isInstalled("nginx");
  it.skipIf(!runs)("gets paths as clients wrote them", async () => {
    const proxy = await RunningProxy.start("nginx", publicNginx, ports);
    for (const value of odd) {
      const text = encodeURIComponent(value);
      const target = `/public/shop/${text}/x/${text}?query=${text}&list=${text}`;
      const { status, body } = await ask(new URL(proxy.url()), requestText("GET", target, ["mark: m"]));
      expect([status, JSON.parse(Buffer.from(body, "latin1").toString())], value).toEqual([
        200,
        { one: value, two: value, query: value, mark: "m", list: [value] },
      ]);
    }
    await proxy.stop();
  });
});

describe("haproxy as in the guide", () => {
  const runs = isInstalled("haproxy");
  it.skipIf(!runs)("takes no request to a server that is not ready", async () => {
    const own = createApplication({ modules: { shop: { contract, load: async () => module } } });
    const listening = await listen(own, { internal: { port: 0 } });
    const proxy = await RunningProxy.start("haproxy", haproxy, {
      ...ports,
      internal: new URL(listening.internal ?? "").port,
    });
    const statusOf = async () => (await fetch(proxy.url("/health/live"))).status;
    await expect.poll(statusOf, { timeout: 10_000 }).toBe(200);
    await own.stop();
    await expect.poll(statusOf, { timeout: 10_000 }).toBe(503);
    await proxy.stop();
  });
});
