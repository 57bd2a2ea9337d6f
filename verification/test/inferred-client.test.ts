import {
  bytes,
  type CallContext,
  createClient,
  DeclaredError,
  defineContract,
  isoDateTime,
  stream,
  type Transport,
} from "@seamline/core";
import { type ApplicationHost, createDispatcher, createInProcessTransport } from "@seamline/core/extend";
import { createHttpTransport } from "@seamline/http";
import { listenOn } from "@seamline/http/extend";
import { createMock, type UntypedStubs } from "@seamline/testing";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";

const contract = defineContract("shop", {
  operations: {
    buy: {
      http: "GET /items/{item}",
      input: z.object({ item: z.string(), amount: z.int().default(1), at: isoDateTime() }),
      output: z.object({ text: z.string(), at: isoDateTime() }),
      errors: { soldOut: { code: "failed_precondition", details: z.object({ left: z.int() }) } },
    },
    ping: {},
    count: { input: z.object({ to: z.int() }), output: stream(z.object({ n: z.int() })) },
    sum: { input: stream(z.int()), output: z.int() },
    download: { output: bytes() },
    upload: { input: bytes(), output: z.int() },
    tenant: { output: z.string().nullable() },
  },
});

interface Order {
  item: string;
  amount: number;
  at: Date;
}

async function total(numbers: AsyncIterable<{ length: number } | number>): Promise<number> {
  let sum = 0;
  for await (const number of numbers) sum += typeof number === "number" ? number : number.length;
  return sum;
}

async function* each<Item>(...items: Item[]): AsyncGenerator<Item, void, void> {
  yield* items;
}

/** Like a generated error class. */
class SoldOut extends DeclaredError<{ left: number }> {
  static override readonly identity = {
    service: "shop",
    reason: "soldOut",
    code: "failed_precondition",
    message: "sold out",
  } as const;
  constructor(details: { left: number }) {
    super(SoldOut.identity, details);
  }
}

const handlers = {
  buy({ item, amount, at }: Order) {
    if (item === "pear") throw new SoldOut({ left: 3 });
    return { text: `${amount} × ${item}`, at };
  },
  ping: () => undefined,
  count: ({ to }: { to: number }) => each(...Array.from({ length: to }, (_, index) => ({ n: index + 1 }))),
  sum: total,
  download: () => each(Uint8Array.of(1), Uint8Array.of(2)),
  upload: total,
  tenant: (_: unknown, { tenant }: CallContext) => tenant ?? null,
};

function mocked(): Transport {
  const mock = createMock<UntypedStubs>(contract);
  for (const [name, handler] of Object.entries(handlers)) mock.stubs[name]?.respond(handler as never);
  return mock;
}

async function overHttp(): Promise<Transport> {
  const dispatcher = createDispatcher(contract, handlers);
  const host: ApplicationHost = {
    state: "ready",
    dispatchers: [dispatcher],
    keys: [],
    async start() {},
    addListener() {},
    addReadinessCheck: () => () => {},
    unreadyReasons: [],
  };
  const listening = await listenOn(host, { internal: { port: 0 } });
  const transport = createHttpTransport(listening.internal ?? "");
  return {
    call: (request) => transport.call(request),
    async close() {
      await transport.close?.();
      await listening.close();
    },
  };
}

const ways = {
  "in process": async () => createInProcessTransport(createDispatcher(contract, handlers)),
  "to a mock": async () => mocked(),
  "over HTTP": overHttp,
};

describe.each(Object.entries(ways))("createClient with a contract, %s", (_, open) => {
  let transport: Transport;
  beforeAll(async () => {
    transport = await open();
  });
  afterAll(() => transport.close?.());

  it("takes and returns values as the contract has them, defaults and codecs included", async () => {
    const client = createClient(contract, transport);
    const at = new Date(0);
    expect(await client.buy({ item: "apple", at })).toEqual({ text: "1 × apple", at });
    expect(await client.ping()).toBeUndefined();
    expect(await client.tenant({}, { tenant: "acme" })).toBe("acme");
    expect(await client.safe.buy({ item: "apple", amount: 2, at })).toEqual({
      ok: true,
      value: { text: "2 × apple", at },
    });
  });

  it("streams in both directions", async () => {
    const client = createClient(contract, transport);
    expect(await Array.fromAsync(client.count({ to: 3 }))).toEqual([{ n: 1 }, { n: 2 }, { n: 3 }]);
    expect(await client.sum(each(1, 2, 3))).toBe(6);
    expect(Buffer.concat(await Array.fromAsync(client.download()))).toEqual(Buffer.of(1, 2));
    expect(await client.upload(each(Uint8Array.of(1, 2), Uint8Array.of(3)))).toBe(3);
  });

  it("throws declared errors, which their generated class recognises", async () => {
    const client = createClient(contract, transport);
    const reason = await client.buy({ item: "pear", at: new Date(0) }).catch((error: unknown) => error);
    expect(reason).toBeInstanceOf(SoldOut);
    expect(reason).toMatchObject({
      code: "failed_precondition",
      reason: "soldOut",
      details: { left: 3 },
      operation: "shop.buy",
    });
    const result = await client.safe.buy({ item: "pear", at: new Date(0) });
    if (result.ok || result.error.reason !== "soldOut") expect.unreachable("expected the error soldOut");
    else expect(result.error.details.left).toBe(3);
  });
});
