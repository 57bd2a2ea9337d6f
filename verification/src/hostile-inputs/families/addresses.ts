/** SSRF: addresses that would send calls where they must not go. */

import dns from "node:dns";
import {
  type CallOptions,
  ConfigurationError,
  ContractError,
  createApplication,
  createClient,
  defineContract,
} from "@seamline/core";
import { createHttpTransport, http } from "@seamline/http";
import { expect } from "vitest";
import { type Bindings, inapplicable, type Probe, probe } from "../binding.ts";
import { errorEverywhere, errorOf } from "../outcome.ts";
import { ShopClient, shopContract } from "../shop.ts";

const noBroker = "there is no broker transport";

/** Expects each URL to fail both the start of an application and the creation of a transport. */
async function assertRefused(...urls: readonly string[]): Promise<void> {
  for (const url of urls) {
    const app = createApplication({
      modules: { shop: { contract: shopContract } },
      transports: [http()],
      env: { SEAMLINE_SHOP: url },
    });
    const started = await app.start().catch((reason: unknown) => reason);
    expect(started, url).toBeInstanceOf(ConfigurationError);
    expect((started as ConfigurationError).faults, url).toMatchObject([{ key: "SEAMLINE_SHOP" }]);
    expect(() => createHttpTransport(url), url).toThrow(TypeError);
  }
}

function refused(...urls: readonly string[]): Probe {
  return probe(() => assertRefused(...urls));
}

function refusedContract(define: () => unknown): void {
  expect(define).toThrow(ContractError);
}

export const addresses: Bindings = {
  "SSRF-01": probe(
    async ({ local, client }) => {
      for (const name of ["baseUrl", "url", "origin"]) {
        const options = { [name]: "http://127.0.0.1:1" } as CallOptions;
        for (const one of [local, client])
          expect((await errorOf(one.run("need", { text: "good" }, options))).code).toBe("invalid_argument");
      }
    },
    { runs: 0 },
  ),
  "SSRF-02": refused(
    "http://shop/../admin",
    "http://shop/%2e%2e/admin",
    "http://shop/a?evil=1",
    "http://shop/a#b",
    "http://user:password@shop",
    "http://shop@evil.test",
  ),
  "SSRF-04": refused(
    "http://169.254.169.254",
    "http://169.254.169.254:80/latest",
    "http://2852039166",
    "http://0xa9fea9fe",
    "http://[::ffff:169.254.169.254]",
    "http://[::ffff:a9fe:a9fe]",
    "http://[fd00:ec2::254]",
    "http://[fe80::1]",
    "http://100.100.100.200",
    "http://metadata.google.internal",
    "http://METADATA.google.internal.",
    "http://168.63.129.16",
  ),
  "SSRF-06": probe(async () => {
    for (const host of ["localhost", "127.0.0.1", "[::1]", "[::ffff:7f00:1]", "[::ffff:127.0.0.1]"]) {
      const transport = createHttpTransport(`http://${host}:1`);
      const error = await errorOf(createClient(ShopClient, transport).run("touch"));
      expect(error, host).toMatchObject({ code: "unavailable", sent: "not_sent" });
      await transport.close?.();
    }
  }),
  "SSRF-07": probe(
    async ({ internalUrl }) => {
      const lookup = dns.lookup;
      let address = "127.0.0.1";
      dns.lookup = ((_name: string, _options: object, callback: (...results: unknown[]) => void) =>
        setImmediate(callback, null, [{ address, family: 4 }])) as unknown as typeof lookup;
      const transport = createHttpTransport(`http://rebound.test:${internalUrl.port}`, { connections: 1 });
      const client = createClient(ShopClient, transport);
      try {
        expect(await client.run("need", { text: "good" })).toBe("good");
        address = "169.254.169.254";
        // A second transport, because the open connection cannot be ended: a new one resolves the
        // name.
        const fresh = createHttpTransport(`http://rebound.test:${internalUrl.port}`);
        const error = await errorOf(createClient(ShopClient, fresh).run("touch"));
        expect(error).toMatchObject({ code: "unavailable", reason: "address", sent: "not_sent" });
        await fresh.close?.();
      } finally {
        dns.lookup = lookup;
        await transport.close?.();
      }
    },
    { runs: 1 },
  ),
  "SSRF-08": probe(async () => {
    for (const name of ["a/b", "a@b", "a#b", "a?b", "", "__proto__"]) {
      refusedContract(() => defineContract(name, { operations: {} }));
    }
  }),
  "SSRF-09": probe(async () => {
    for (const line of ["GET //evil/x", "GET http://evil/x", "GET /a//b", "GET /../x", "GET /a?b"]) {
      refusedContract(() => defineContract("paths", { operations: { get: { http: line } } }));
    }
  }),
  "SSRF-11": probe(
    async ({ internalUrl }) => {
      const names = ["HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "ALL_PROXY", "NODE_USE_ENV_PROXY"];
      const before = names.map((name) => process.env[name]);
      for (const name of names) process.env[name] = name === "NODE_USE_ENV_PROXY" ? "1" : "http://127.0.0.1:1";
      const transport = createHttpTransport(internalUrl.origin);
      try {
        expect(await createClient(ShopClient, transport).run("need", { text: "good" })).toBe("good");
      } finally {
        await transport.close?.();
        for (const [index, name] of names.entries()) {
          if (before[index] === undefined) delete process.env[name];
          else process.env[name] = before[index];
        }
      }
    },
    { runs: 1 },
  ),
  "SSRF-12": probe(async (shop) => {
    for (const name of ["host", "Host"]) {
      const error = await errorEverywhere(shop, "touch", {}, { metadata: { [name]: "evil.test" } });
      expect(error).toMatchObject({ code: "invalid_argument", sent: "not_sent" });
    }
  }),
  "SSRF-15": inapplicable(noBroker),
  "SSRF-16": inapplicable(noBroker),
};
