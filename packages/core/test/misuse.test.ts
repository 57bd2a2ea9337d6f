/**
 * Options as a program without a type checker may write them: every misspelt key and every value of
 * another kind is refused.
 */

import { describe, expect, it } from "vitest";
import { z } from "zod";
import * as z3 from "zod/v3";
import { createDispatcher, createInProcessTransport } from "../src/extend.ts";
import {
  type ContractError,
  createApplication,
  createClient,
  createClientClass,
  defineContract,
  defineModule,
  markTransaction,
  runDetached,
  stream,
  withinTransaction,
} from "../src/index.ts";

/** Refused options, by the fault that is printed. */
type Misuse = readonly [given: unknown, fault: string];

const operation: readonly Misuse[] = [
  [{ alow: ["orders"] }, "operations.get.alow: no setting; did you mean allow?"],
  [{ allow: "orders" }, 'operations.get.allow: expected an array of services, found "orders"'],
  [{ allow: ["order-history"] }, "operations.get.allow[0]: expected the name of a service in camelCase"],
  [{ allow: [undefined] }, "operations.get.allow[0]: expected the name of a service in camelCase, found undefined"],
  [
    { expose: "publik" },
    'operations.get.expose: expected "public" or "internal", found "publik"; did you mean public?',
  ],
  [{ expose: true }, 'operations.get.expose: expected "public" or "internal", found true'],
  [{ exposed: "public" }, "operations.get.exposed: no setting; did you mean expose?"],
  [{ idempotent: "yes" }, 'operations.get.idempotent: expected true or false, found "yes"'],
  [{ deprecated: 1 }, "operations.get.deprecated: expected true, false or a text, found 1"],
  [{ timeout: 5 }, "operations.get.timeout: no setting; did you mean timeoutMs?"],
  [{ timeoutMS: 5 }, "operations.get.timeoutMS: no setting; did you mean timeoutMs?"],
  [{ http: ["GET", "/a"] }, "operations.get.http: expected a text, found an array"],
  [{ summary: 1 }, "operations.get.summary: expected a text, found 1"],
  [{ in: { headers: ["a"] } }, "operations.get.in.headers: no setting; did you mean header?"],
  [{ in: { header: "a" } }, 'operations.get.in.header: expected an array of fields, found "a"'],
  [
    { input: { id: z.string() } },
    "operations.get.input: expected a zod schema, such as z.object({ … }), found an object",
  ],
  [{ input: null }, "operations.get.input: expected a zod schema"],
  [{ output: "string" }, 'operations.get.output: expected a zod schema, such as z.object({ … }), found "string"'],
  [{ output: z.string }, "operations.get.output: expected a zod schema, such as z.object({ … }), found a function"],
  [{ input: z3.z.object({ id: z3.z.string() }) }, "operations.get.input: expected a schema of zod 4"],
  [{ output: z3.z.string() }, "operations.get.output: expected a schema of zod 4"],
  [{ output: stream(z3.z.string() as never) }, "operations.get.output.item: expected a schema of zod 4"],
  [{ output: { streams: "item", item: z.string() } }, 'operations.get.output.streams: expected "items" or "bytes"'],
  [
    { errors: { gone: { code: "not_found", details: z3.z.string() } } },
    "operations.get.errors.gone.details: expected a schema of zod 4",
  ],
  [
    { errors: { gone: { code: "not_found", retriable: true } } },
    "operations.get.errors.gone.retriable: no setting; did you mean retryable?",
  ],
  [{ errors: { gone: {} } }, "operations.get.errors.gone: expected code, found none"],
  [{ errors: ["gone"] }, "operations.get.errors: expected an object of errors by name, found an array"],
  ["GET /a", "operations.get: expected an object with http"],
  [undefined, "operations.get: expected an object with http"],
];

const contract: readonly Misuse[] = [
  [{ operations: {}, name: "shop" }, "name: no setting; known: summary, description, operations"],
  [{ operation: {} }, "operation: no setting; did you mean operations?"],
  [{}, "expected operations, found none"],
  [undefined, "expected an object with summary, description, operations, events, handles, found undefined"],
  [{ operations: [] }, "operations: expected an object of operations by name, found an array"],
];

function faultsOf(definition: unknown): readonly string[] {
  try {
    defineContract("shop", definition as never);
    return [];
  } catch (reason) {
    expect(reason).toMatchObject({ name: "ContractError" });
    return (reason as ContractError).faults;
  }
}

describe("defineContract", () => {
  it.each(operation)("refuses the operation %j: %s", (given, fault) => {
    expect(faultsOf({ operations: { get: given } })).toEqual([expect.stringContaining(fault)]);
  });

  it.each(contract)("refuses %j: %s", (given, fault) => {
    expect(faultsOf(given)).toContainEqual(expect.stringContaining(fault));
  });

  it("lists the faults of all operations, with those of their schemas", () => {
    const faults = faultsOf({ operations: { a: { alow: [] }, b: { output: z.date() }, c: { expose: "x" } } });
    expect(faults.map((fault) => fault.split(":")[0])).toEqual([
      "operations.a.alow",
      "operations.b.output",
      "operations.c.expose",
    ]);
  });

  it("takes undefined for none, and a schema of zod/mini", () => {
    const get = { summary: undefined, allow: undefined, errors: undefined, input: undefined, output: z.string() };
    expect(faultsOf({ summary: undefined, operations: { get } })).toEqual([]);
  });
});

const shop = defineContract("shop", { operations: {} });

/** What may stand in `uses` by mistake, and how a fault describes it. */
const misusedClients: readonly Misuse[] = [
  [undefined, "undefined; is there a circular import?"],
  [null, "null"],
  [Promise.resolve(), "a promise; await it"],
  [class Orders {}, "Orders, which has no contract"],
  [shop, "the contract of shop; pass the class generated from it"],
];

describe("defineModule", () => {
  it.each<Misuse>([
    [{ contract: shop, start: () => ({}), use: [] }, "modules.shop.use: no setting; did you mean uses?"],
    [{ contract: shop }, "modules.shop: expected start, found none"],
    [
      { contract: shop, start: undefined },
      "modules.shop: expected start, found undefined; is there a circular import?",
    ],
    [{ contract: undefined, start: () => ({}) }, "expected contract, found undefined; is there a circular import?"],
    [
      { contract: {}, start: () => ({}) },
      "contract: expected the contract that a client package exports, found an object",
    ],
    [{ contract: shop, start: {} }, "modules.shop.start: expected a function, found an object"],
    ...misusedClients.map(
      ([client, found]): Misuse => [
        { contract: shop, start: () => ({}), uses: [client] },
        `modules.shop.uses[0]: expected the class of a client, found ${found}`,
      ],
    ),
    [
      { contract: shop, start: () => ({}), uses: {} },
      "modules.shop.uses: expected an array of clients, found an object",
    ],
  ])("refuses %j: %s", (given, fault) => {
    expect(() => defineModule(given as never)).toThrow(new TypeError(`defineModule: ${fault}`).message);
  });
});

describe("createApplication", () => {
  it.each([
    [{ modules: {}, transport: [] }, "transport: no setting; did you mean transports?"],
    [{ modules: {}, transports: [undefined] }, "transports[0]: expected a transport, such as http(), found undefined"],
    [{ modules: {}, transports: [{}] }, "transports[0]: expected a transport, such as http(), found an object"],
    [{ modules: {}, env: null }, "env: expected environment variables, such as process.env, found null"],
    [{ modules: {}, topology: null }, "topology: expected an object of routes, found null"],
    [{ modules: {}, policies: [] }, "policies: expected an object of policies, found an array"],
    [{ modules: {}, transports: {} }, "transports: expected an array of transports"],
    [{ modules: { shop: { contract: shop, laod: () => ({}) } } }, "modules.shop.laod: no setting; did you mean load?"],
    [
      { modules: { shop: { contract: shop, load: "./shop.ts" } } },
      'modules.shop.load: expected a function, found "./shop.ts"',
    ],
    [
      { modules: { shop } },
      "modules.shop: expected an object with contract, load, found the contract itself; write { contract }",
    ],
    [
      { modules: { shop: undefined } },
      "modules.shop: expected an object with contract, load, found undefined; is there a circular import?",
    ],
    [{ modules: { shop: Promise.resolve() } }, "modules.shop: expected an object with contract, load, found a promise"],
    [{ modules: { shop: { contract: undefined } } }, "modules.shop: expected contract, found undefined; is there"],
    [{ modules: { shop: class Shop {} } }, "modules.shop: expected contract, found undefined; is there"],
    [{ modules: [] }, "modules: expected an object of modules by service, found an array"],
    [{}, "expected modules, found none"],
    [{ modules: {}, interceptors: { sever: [] } }, "interceptors.sever: no setting; did you mean server?"],
    [
      { modules: {}, interceptors: { client: () => undefined } },
      "interceptors.client: expected an array of interceptors, found a function",
    ],
    [{ modules: {}, onerror: () => undefined }, "onerror: no setting; did you mean onError?"],
    [{ modules: {}, onError: console }, "onError: expected a function, found an object"],
  ])("refuses %j: %s", (given, fault) => {
    expect(() => createApplication(given as never)).toThrow(`createApplication: ${fault}`);
  });

  it.each([
    [undefined, "found undefined; does the file export its module?"],
    [{ module: undefined }, "found one whose `module` is undefined; is there a circular import?"],
    [[shop], "found an array"],
    [defineModule({ contract: defineContract("other", { operations: {} }), start: () => ({}) }), "the module of other"],
    [{ contract: shop, uses: [undefined], start: () => ({}) }, "modules.shop.uses[0]: expected the class of a client"],
  ])("refuses a module %j that is loaded: %s", async (loaded, fault) => {
    const app = createApplication({ modules: { shop: { contract: shop, load: async () => loaded } } });
    await expect(app.start()).rejects.toThrow(fault);
  });

  it.each([
    [
      undefined,
      "app.client: expected a generated client class or a contract made by defineContract, found undefined; is",
    ],
    [class Orders {}, "app.client: expected a generated client class, found Orders, which has no contract"],
  ])("refuses the client %s: %s", (source, fault) => {
    const app = createApplication({ modules: { shop: { contract: shop } } });
    expect(() => app.client(source as never)).toThrow(fault);
  });

  it("names the module whose import fails", async () => {
    const load = () => Promise.reject(new Error("no such file"));
    const app = createApplication({ modules: { shop: { contract: shop, load } } });
    await expect(app.start()).rejects.toThrow("modules.shop.load: the module failed to load: no such file");
  });
});

describe("suggestions", () => {
  const orders = defineContract("orders", { operations: { placeOrder: {} } });
  const modules = { orders: { contract: orders }, shop: { contract: shop } };

  it.each([
    [{ SEAMLINE_GUARD: "warn" }, "SEAMLINE_GUARD: no service has this name; did you mean SEAMLINE_GUARDS?"],
    [{ SEAMLINE_MODULE: "shop" }, "SEAMLINE_MODULE: no service has this name; did you mean SEAMLINE_MODULES?"],
    [{ SEAMLINE_KEY: "a" }, "did you mean SEAMLINE_KEYS?"],
    [{ SEAMLINE_ORDER: "x:" }, "did you mean SEAMLINE_ORDERS?"],
    [{ SEAMLINE_ORDERS__PLACE_ORDRE: "x:" }, "did you mean SEAMLINE_ORDERS__PLACE_ORDER?"],
    [{ SEAMLINE_ORDERS: "inprocess" }, "did you mean inprocess: (with a colon)?"],
    [{ SEAMLINE_ORDERS: "fallbak(inprocess:,http://a)" }, "did you mean fallback?"],
    [
      { SEAMLINE_ORDERS: "http://a:1" },
      "write `transports: [http()]`, with http from @seamline/http, in createApplication",
    ],
    [{ SEAMLINE_ORDERS: "HTTPS://a:1" }, "write `transports: [http()]`"],
    [{ SEAMLINE_ORDERS: "mock:" }, "write `transports: [mocks(…)]`"],
  ])("%j: %s", async (env, text) => {
    await expect(createApplication({ modules, env: env as Record<string, string> }).start()).rejects.toThrow(text);
  });

  it.each([
    ["orders.placeOdrer", "did you mean orders.placeOrder?"],
    ["placeOrder", "did you mean orders.placeOrder?"],
    ["ordrs", "did you mean orders?"],
    ["kitchen", "services: orders, shop"],
  ])("explain %s: %s", (name, text) => {
    expect(() => createApplication({ modules }).explain(name)).toThrow(text);
  });
});

describe("the configuration", () => {
  const modules = { shop: { contract: shop } };
  const provider = (name: string, ...schemes: string[]) => ({ name, schemes, read: () => ({}) });

  it.each([
    [{ env: { SEAMLINE_MODULES: 5 } }, "SEAMLINE_MODULES: expected a text, as in process.env, found number"],
    [{ env: { SEAMLINE_KEYS: null } }, "SEAMLINE_KEYS: expected a text, as in process.env, found null"],
    [{ env: { SEAMLINE_SHOP: {} } }, "SEAMLINE_SHOP: expected a text, as in process.env, found object"],
    [{ topology: { shop: 5 } }, "topology.shop: expected an expression or a transport, found number"],
    [{ policies: { shop: { retries: "2" } } }, 'policies.shop.retries: retries: expected 0 to 10, found "2"'],
    [
      { transports: [provider("one", "a", "b"), provider("two", "c"), provider("three", "b")] },
      "transports[2]: the scheme b belongs to transports[0] already; leave one of them out",
    ],
  ])("refuses %j: %s", async (given, fault) => {
    const start = createApplication({ modules, ...given } as never).start();
    await expect(start).rejects.toMatchObject({
      name: "ConfigurationError",
      message: expect.stringContaining(`  - ${fault}`),
    });
  });
});

describe("createClient", () => {
  const transport = createInProcessTransport(createDispatcher(shop, {}));

  it.each([
    [{ interceptor: [] }, "createClient: interceptor: no setting; known: caller"],
    [{ caller: 5 }, "createClient: caller: expected the name of a service, found 5"],
  ])("refuses %j: %s", (given, fault) => {
    expect(() => createClient(shop, transport, given as never)).toThrow(fault);
  });
});

describe("createClientClass", () => {
  it.each([
    [{}, "object"],
    [undefined, "undefined; is there a circular import?"],
    [class Shop {}, "function"],
  ])("refuses %s: %s", (given, found) => {
    const fault = `createClientClass: expected a contract made by defineContract, found ${found}`;
    expect(() => createClientClass(given as never)).toThrow(fault);
  });
});

describe("createDispatcher", () => {
  it.each([
    [{ onEror: () => undefined }, "createDispatcher: onEror: no setting; did you mean onError?"],
    [{ interceptors: [5] }, "createDispatcher: interceptors[0]: expected a function, found 5"],
  ])("refuses %j: %s", (given, fault) => {
    expect(() => createDispatcher(shop, {}, given as never)).toThrow(fault);
  });
});

describe("functions that run others", () => {
  it("refuse what is no function", async () => {
    expect(() => runDetached(undefined as never)).toThrow("runDetached: expected a function, found undefined");
    await expect(withinTransaction("begin" as never)).rejects.toThrow(
      'withinTransaction: expected a function, found "begin"',
    );
    expect(() => markTransaction("begin" as never)).toThrow('markTransaction: expected a function, found "begin"');
  });
});
