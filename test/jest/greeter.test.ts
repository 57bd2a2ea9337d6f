/** Runs in jest, whose globals belong to another realm than Node's own modules; `test` and `expect` are its own. */

import {
  bytes,
  createApplication,
  createClient,
  currentContext,
  defineContract,
  defineModule,
  isoDateTime,
  ServiceError,
  stream,
} from "@seamline/core";
import { createHttpTransport, http, listen } from "@seamline/http";
import { createMock } from "@seamline/testing";
import { z } from "zod";

const contract = defineContract("greeter", {
  operations: {
    greet: {
      http: "POST /greetings",
      input: z.object({ name: z.string().min(1), at: isoDateTime(), counts: z.record(z.string(), z.int()) }),
      output: z.object({ text: z.string(), at: isoDateTime(), counts: z.record(z.string(), z.int()) }),
      errors: { tooShy: { code: "failed_precondition", details: z.object({ name: z.string() }) } },
    },
    count: { http: "GET /numbers/{to}", input: z.object({ to: z.int() }), output: stream(z.int()) },
    upload: { http: "PUT /bytes", input: bytes(), output: z.int() },
    download: { http: "GET /bytes", output: bytes() },
  },
});

const module_ = defineModule({
  contract,
  start: () => ({
    greet({ name, at, counts }: { name: string; at: Date; counts: Record<string, number> }) {
      if (name === "bug") throw new TypeError("a bug");
      return { text: `Hello ${name} from ${currentContext()?.operation.id}`, at, counts };
    },
    async *count({ to }: { to: number }) {
      for (let number = 1; number <= to; number += 1) yield number;
    },
    async upload(input: AsyncIterable<Uint8Array>) {
      return (await collect(input)).reduce((sum, { length }) => sum + length, 0);
    },
    async *download() {
      yield new Uint8Array([1, 2, 3]);
    },
  }),
});

async function collect<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const all: Item[] = [];
  for await (const item of items) all.push(item);
  return all;
}

async function* send(): AsyncGenerator<Uint8Array, void, void> {
  yield new Uint8Array([1]);
  yield Buffer.from("abc");
}

test.each(["in-process", "http"])("values, errors and streams, %s", async (transport) => {
  const app = createApplication({
    modules: { greeter: { contract, load: async () => module_ } },
    transports: [http()],
    onError: () => undefined,
  });
  const { internal = "" } = await listen(app, { internal: { port: 0 } });
  const remote = createHttpTransport(internal);
  const client = transport === "http" ? createClient(contract, remote) : app.client(contract);
  const at = new Date(0);
  const input = { name: "Ada", at, counts: { calls: 1 } };
  expect(await client.greet(input)).toEqual({ text: "Hello Ada from greeter.greet", at, counts: { calls: 1 } });
  await expect(client.greet({ ...input, name: "" })).rejects.toBeInstanceOf(ServiceError);
  await expect(client.greet({ ...input, name: "bug" })).rejects.toMatchObject({ code: "internal" });
  await expect(client.greet(input, { signal: AbortSignal.abort() })).rejects.toMatchObject({ code: "canceled" });
  expect(await collect(client.count({ to: 3 }))).toEqual([1, 2, 3]);
  expect(await client.upload(send())).toBe(4);
  expect((await collect(client.download())).flatMap((part) => [...part])).toEqual([1, 2, 3]);
  await remote.close?.();
  await app.stop();
});

test("mocks", async () => {
  const mock = createMock(contract);
  const client = createClient(contract, mock);
  mock.stubs.greet.fail({ reason: "tooShy", details: { name: "Ada" } });
  const failure = client.greet({ name: "Ada", at: new Date(0), counts: {} });
  await expect(failure).rejects.toMatchObject({ reason: "tooShy", details: { name: "Ada" } });
  expect(() => mock.stubs.count.respond(["one" as unknown as number])).toThrow("expected");
  mock.verify();
});
