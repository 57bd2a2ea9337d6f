/** Environment variables that name no route, or that two services would share. */

import { describe, expect, it } from "vitest";
import { z } from "zod";
import { createDispatcher } from "../src/extend.ts";
import {
  type Application,
  ConfigurationError,
  type Contract,
  createApplication,
  defineContract,
  defineModule,
  type Environment,
  type TransportProvider,
} from "../src/index.ts";

const catalog = defineContract("catalog", {
  operations: { find: { output: z.string() }, list: { output: z.string() } },
});
const order = defineContract("order", { operations: { place: { output: z.string() } } });

const remote: TransportProvider = {
  name: "remote",
  schemes: ["remote"],
  read: () => ({ settings: {}, create: () => ({ call: async () => ({ output: "from there", local: false }) }) }),
};

function application(env: Environment, contracts: readonly Contract[] = [catalog, order]): Application {
  const modules = contracts.map((contract) => {
    const handlers = Object.fromEntries(Object.keys(contract.operations).map((name) => [name, () => "from here"]));
    return [contract.name, { contract, load: async () => defineModule({ contract, start: () => handlers }) }] as const;
  });
  return createApplication({ modules: Object.fromEntries(modules), transports: [remote], env });
}

async function faultsOf(env: Environment, contracts?: readonly Contract[]): Promise<readonly string[]> {
  const app = application(env, contracts);
  try {
    await app.start();
  } catch (reason) {
    if (!(reason instanceof ConfigurationError)) throw reason;
    return reason.faults.map(({ key, position, message }) => `${key}@${position ?? ""}: ${message}`);
  }
  await app.stop();
  return [];
}

/** Starts an application and returns the lines on stderr until it is ready. */
async function warningsOf(env: Environment): Promise<readonly string[]> {
  const lines: string[] = [];
  const { write } = process.stderr;
  process.stderr.write = (text: string | Uint8Array): boolean => lines.push(String(text)) > 0;
  try {
    const app = application(env);
    await app.start();
    await app.stop();
  } finally {
    process.stderr.write = write;
  }
  return lines;
}

describe("SEAMLINE_MODULES", () => {
  it("hosts nothing with none", async () => {
    const app = application({ SEAMLINE_MODULES: " none ", SEAMLINE_CATALOG: "remote:there" });
    await app.start();
    expect(app.hosted).toEqual([]);
    expect(await app.client(catalog).find()).toBe("from there");
    await expect(app.client(order).place()).rejects.toMatchObject({ code: "unavailable" });
    await app.stop();
  });

  it("takes none alone, and proposes it", async () => {
    expect(await faultsOf({ SEAMLINE_MODULES: "catalog, none" })).toEqual([
      "SEAMLINE_MODULES@9: expected none alone, found it beside others; leave it out, or leave them out",
    ]);
    expect(await faultsOf({ SEAMLINE_MODULES: "nune" })).toEqual([
      'SEAMLINE_MODULES@0: expected a service, found "nune"; did you mean none?',
    ]);
  });
});

describe("a module that is hosted and addressed", () => {
  it("leads to a warning that names both variables", async () => {
    expect(await warningsOf({ SEAMLINE_CATALOG: "remote:there" })).toEqual([
      "seamline: catalog runs here, and SEAMLINE_CATALOG sends all its calls from here to remote:there; unless others call it here, leave it out: SEAMLINE_MODULES=order\n",
    ]);
    expect(await warningsOf({ SEAMLINE_MODULES: "order", SEAMLINE_ORDER: "fallback(remote:a, remote:b)" })).toEqual([
      expect.stringContaining("leave it out: SEAMLINE_MODULES=none\n"),
    ]);
  });

  it("leads to none if some of its calls stay, or it is not hosted", async () => {
    expect(await warningsOf({ SEAMLINE_CATALOG__FIND: "remote:there" })).toEqual([]);
    expect(await warningsOf({ SEAMLINE_CATALOG: "fallback(remote:there, inprocess:)" })).toEqual([]);
    expect(await warningsOf({ SEAMLINE_MODULES: "order", SEAMLINE_CATALOG: "remote:there" })).toEqual([]);
    expect(await warningsOf({})).toEqual([]);
  });
});

describe("variables of Kubernetes services", () => {
  const links = {
    SEAMLINE_CATALOG_SERVICE_HOST: "10.43.0.17",
    SEAMLINE_CATALOG_SERVICE_PORT: "80",
    SEAMLINE_CATALOG_SERVICE_PORT_HTTP_API: "80",
    SEAMLINE_CATALOG_PORT: "tcp://10.43.0.17:80",
    SEAMLINE_CATALOG_PORT_80_TCP: "tcp://10.43.0.17:80",
    SEAMLINE_CATALOG_PORT_80_TCP_PROTO: "tcp",
    SEAMLINE_CATALOG_PORT_80_TCP_PORT: "80",
    SEAMLINE_CATALOG_PORT_80_TCP_ADDR: "10.43.0.17",
    SEAMLINE_ORDER_V2_SERVICE_HOST: "fd00:10::a",
    SEAMLINE_ORDER_V2_PORT: "udp://[fd00:10::a]:53",
    SEAMLINE_ORDER_V2_PORT_53_UDP: "udp://[fd00:10::a]:53",
    SEAMLINE_SERVICE_HOST: "10.43.0.1",
    SEAMLINE_PORT: "tcp://10.43.0.1:443",
  };

  it("are left alone, whatever the services are called", async () => {
    expect(await faultsOf(links)).toEqual([]);
    const port = defineContract("catalogPort", { operations: { open: { output: z.string() } } });
    const app = application(links, [catalog, port]);
    await app.start();
    expect(await app.client(port).open()).toBe("from here");
    await app.stop();
  });

  it("are faults with other values, which no platform writes", async () => {
    const faults = await faultsOf({ SEAMLINE_CATALOG_PORT: "8080", SEAMLINE_CATALOG_SERVICE_HOST: "catalog.internal" });
    expect(faults).toEqual([
      expect.stringContaining("SEAMLINE_CATALOG_PORT@: no service has this name"),
      expect.stringContaining("SEAMLINE_CATALOG_SERVICE_HOST@: no service has this name"),
    ]);
  });
});

describe("services that differ in case", () => {
  it("are refused, naming both and their variable", async () => {
    const operations = { find: { output: z.string() } };
    const contracts = [
      defineContract("orderHistory", { operations }),
      defineContract("orderHISTORY", { operations: { find: { http: "GET /x", output: z.string() } } }),
    ];
    expect(await faultsOf({}, contracts)).toEqual([
      "modules.orderHISTORY@: the name differs from orderHistory in case only, and both would read SEAMLINE_ORDER_HISTORY; rename one of them",
    ]);
  });
});

describe("handlers", () => {
  const contract = defineContract("shop", { operations: { bind: {}, apply: {}, forEach: {}, find: {} } });

  it("are not what every function, map or object has", () => {
    const find = Object.assign(() => undefined, { find() {} });
    expect(() => createDispatcher(contract, find)).toThrow("found none for bind, apply, forEach");
    expect(() => createDispatcher(contract, new Map())).toThrow("found none for bind, apply, forEach, find");
  });

  it("may be those of an extended class", () => {
    class Base {
      find(): void {}
      bind(): void {}
    }
    class Shop extends Base {
      apply(): void {}
      forEach = (): void => {};
    }
    expect(createDispatcher(contract, new Shop()).contract).toBe(contract);
  });
});
