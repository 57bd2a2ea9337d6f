/** The stack of a failed call names the functions that await it; the log names the nested call. */

import {
  createApplication,
  createClientClass,
  defineContract,
  defineModule,
  type ServiceError,
  stream,
} from "@seamline/core";
import { afterEach, describe, expect, it, vi } from "vitest";
import { z } from "zod";
import { http, listen } from "../src/index.ts";

const ledgerContract = defineContract("ledger", {
  operations: {
    record: { output: z.string() },
    list: { http: "GET /ledger", output: stream(z.int()) },
    add: { http: "POST /ledger", input: stream(z.int()), output: z.int() },
  },
});
const shopContract = defineContract("shop", { operations: { buy: { output: z.string() } } });
const LedgerClient = createClientClass(ledgerContract);
const ledger = defineModule({
  contract: ledgerContract,
  start: () => ({
    record(): string {
      throw new TypeError("a fault of the handler");
    },
    async *list() {
      yield 1;
      throw new TypeError("a fault of the producer");
    },
    add(): number {
      throw new TypeError("a fault of the handler");
    },
  }),
});
const shop = defineModule({
  contract: shopContract,
  uses: [LedgerClient],
  start: (module) => ({ buy: async () => await module.client(LedgerClient).record() }),
});

const stops: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
});

/** An application that hosts both modules, or one that calls it over HTTP. */
async function start(placement: "in-process" | "http") {
  const modules = {
    ledger: { contract: ledgerContract, load: async () => ledger },
    shop: { contract: shopContract, load: async () => shop },
  };
  const host = createApplication({ modules });
  const { internal = "" } = await listen(host, { internal: { port: 0 } });
  stops.push(() => host.stop());
  if (placement === "in-process") return host;
  const env = { SEAMLINE_MODULES: "none", SEAMLINE_LEDGER: internal, SEAMLINE_SHOP: internal };
  const caller = createApplication({ modules, transports: [http()], env });
  await caller.start();
  stops.push(() => caller.stop());
  return caller;
}

async function stackOf(run: () => Promise<unknown>): Promise<string> {
  const failure: unknown = await run().catch((reason: unknown) => reason);
  return (failure as Error).stack ?? "";
}

describe.each(["in-process", "http"] as const)("the stack of a failed call, %s", (placement) => {
  it("names the functions that await it", async () => {
    const app = await start(placement);
    vi.spyOn(process.stderr, "write").mockReturnValue(true);
    const client = app.client(ledgerContract);
    const placeOrder = async (): Promise<unknown> => await client.record();
    const readAll = async (): Promise<void> => {
      for await (const _ of client.list());
    };
    const upload = async (): Promise<unknown> => await client.add((async function* () {})());
    expect(await stackOf(placeOrder)).toMatch(/ServiceError: ledger\.record failed(?:.|\n)*at (?:async )?placeOrder /);
    expect(await stackOf(readAll)).toMatch(/ServiceError: ledger\.list failed(?:.|\n)*at (?:async )?readAll /);
    expect(await stackOf(upload)).toMatch(/ServiceError: ledger\.add failed(?:.|\n)*at (?:async )?upload /);
    vi.restoreAllMocks();
  });
});

it("a printer of stacks that throws does not replace the failure", async () => {
  const app = await start("in-process");
  vi.spyOn(process.stderr, "write").mockReturnValue(true);
  const { prepareStackTrace } = Error;
  const failure: unknown = await app
    .client(ledgerContract)
    .record()
    .catch((reason: unknown) => reason);
  const pending = app.client(ledgerContract).record();
  Error.prepareStackTrace = () => {
    throw new Error("a fault of the printer");
  };
  const other: unknown = await pending.catch((reason: unknown) => reason);
  Object.assign(Error, { prepareStackTrace });
  vi.restoreAllMocks();
  expect([(failure as ServiceError).code, (other as ServiceError).code]).toEqual(["internal", "internal"]);
});

it("the log names the nested call of a failure, and the place in the handler", async () => {
  const app = await start("in-process");
  const write = vi.spyOn(process.stderr, "write").mockReturnValue(true);
  await app
    .client(shopContract)
    .buy()
    .catch(() => undefined);
  const lines = write.mock.calls.map(([text]) => String(text));
  vi.restoreAllMocks();
  const line = lines.find((one) => one.startsWith("seamline: shop.buy failed")) ?? "";
  expect(line).toMatch(/^seamline: shop\.buy failed, call \S+: ledger\.record, call \S+, internal: ServiceError/);
  expect(line).toMatch(/at (?:async )?Object\.buy \(.*caller-place\.test\.ts/);
});
