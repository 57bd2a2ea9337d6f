import { describe, expect, it } from "vitest";
import { z } from "zod";
import { createDispatcher, createInProcessTransport } from "../src/extend.ts";
import {
  createApplication,
  createClient,
  createClientClass,
  DeclaredError,
  defineContract,
  defineModule,
  ServiceClient,
} from "../src/index.ts";

const contract = defineContract("greeter", {
  operations: {
    greet: { input: z.object({ name: z.string() }), output: z.string() },
    whoCalls: { output: z.string().nullable() },
  },
});

const handlers = {
  greet: ({ name }: { name: string }) => `hello ${name}`,
  whoCalls: (_: unknown, { caller }: { caller: string | undefined }) => caller ?? null,
};

const transport = createInProcessTransport(createDispatcher(contract, handlers));

describe("createClient", () => {
  it("has the operations of a contract as methods, and calls in the name of `caller`", async () => {
    expect(await createClient(contract, transport).greet({ name: "ada" })).toBe("hello ada");
    expect(await createClient(contract, transport, { caller: "courier" }).whoCalls()).toBe("courier");
    expect(await createClient(contract, transport).whoCalls()).toBeNull();
  });

  it("makes a client that looks like one of a generated class", () => {
    const client = createClient(contract, transport);
    expect(client).toBeInstanceOf(ServiceClient);
    expect(client.constructor.name).toBe("GreeterClient");
    expect(Object.keys(client)).toEqual([]);
    expect(client.safe).toBe(client.safe);
  });

  it("refuses a source that is neither a class nor a contract, and a value that is no transport", () => {
    for (const source of [undefined, null, "greeter", {}, { greeter: contract }]) {
      expect(() => createClient(source as never, transport)).toThrow(
        /^createClient: expected a generated client class or a contract made by defineContract, found (undefined; is there a circular import\?|null|string|object)$/,
      );
    }
    for (const other of [undefined, null, {}, "http://localhost"]) {
      expect(() => createClient(contract, other as never)).toThrow(
        /^createClient: expected a transport, an object with call\(request\), found (undefined|null|object|string); /,
      );
    }
  });
});

describe("createClientClass", () => {
  it("makes a class for `uses`, from which the module gets its client", async () => {
    const GreeterClient = createClientClass(contract);
    const front = defineContract("front", { operations: { enter: { output: z.string() } } });
    const app = createApplication({
      modules: {
        greeter: { contract, load: async () => ({ module: defineModule({ contract, start: () => handlers }) }) },
        front: {
          contract: front,
          load: async () => ({
            module: defineModule({
              contract: front,
              uses: [GreeterClient],
              start: (module) => ({ enter: () => module.client(GreeterClient).greet({ name: "front" }) }),
            }),
          }),
        },
      },
    });
    await app.start();
    expect(await app.client(front).enter()).toBe("hello front");
    expect(await app.client(GreeterClient).greet({ name: "ada" })).toBe("hello ada");
    await app.stop();
  });
});

describe("Application.client", () => {
  it("refuses a contract that is not among its modules, and values that are no contract", () => {
    const app = createApplication({ modules: {} });
    expect(() => app.client(contract)).toThrow("GreeterClient is the client of greeter, which is no service");
    expect(() => app.client({} as never)).toThrow("app.client: expected a generated client class or a contract");
  });
});

describe("a declared error without a generated class", () => {
  it("is a DeclaredError, with the code of its own operation", async () => {
    const failing = defineContract("shop", {
      operations: {
        buy: { errors: { closed: { code: "unavailable", details: z.object({ until: z.int() }) } } },
        sell: { errors: { closed: { code: "failed_precondition" } } },
      },
    });
    const { call } = createInProcessTransport(createDispatcher(failing, { buy: () => {}, sell: () => {} }));
    const shop = createClient(failing, {
      call: async (request) => {
        await call(request);
        const { code = "unknown" } = request.operation.errors.get("closed") ?? {};
        return { local: false, error: { code, reason: "closed", message: "closed today", details: { until: 9 } } };
      },
    });
    const bought = await shop.safe.buy();
    expect(bought).toMatchObject({ ok: false, error: { service: "shop", reason: "closed", details: { until: 9 } } });
    expect(bought.ok || bought.error).toBeInstanceOf(DeclaredError);
    expect(bought).toMatchObject({ error: { code: "unavailable", message: "closed today", operation: "shop.buy" } });
    expect(await shop.safe.sell()).toMatchObject({ error: { code: "failed_precondition", details: undefined } });
  });
});
