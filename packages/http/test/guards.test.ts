/** Guards find the same on every transport, because they stand in front of it. */

import { readFile } from "node:fs/promises";
import { GuardError, type GuardOptions, type GuardViolation, type ServiceError } from "@seamline/core";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { startLibrary } from "./library.ts";

/** The line of the source file at a call site. */
async function readLine(violation: GuardViolation | undefined): Promise<string | undefined> {
  const [file = "", line = ""] = (violation?.callSite ?? "").split(":");
  return (await readFile(file, "utf8")).split("\n")[Number(line) - 1];
}

describe.each(["in-process", "strict", "http"] as const)("guards, %s", (placement) => {
  let violations: GuardViolation[];
  let stop: (() => Promise<void>)[];
  beforeEach(() => {
    violations = [];
    stop = [];
  });
  afterEach(() => Promise.all(stop.map((one) => one())));

  async function start(guards: GuardOptions, env?: Record<string, string>) {
    const report = (violation: GuardViolation): void => void violations.push(violation);
    const library = await startLibrary(placement, { report, ...guards }, env);
    stop.push(library.stop);
    return library.client;
  }

  it("refuse a call inside a transaction, and report its caller and call site", async () => {
    const client = await start({ mode: "error" });
    expect(await client.lend({ how: "inTransaction", count: 2 })).toContain("commit before the call");
    expect(violations).toEqual([
      {
        rule: "no-call-in-transaction",
        caller: "library",
        operation: "shelf.getBook",
        handling: "library.lend",
        count: 1,
        max: 0,
        callSite: expect.stringMatching(/test\/library\.ts:\d+:\d+$/),
        found: "library calls shelf.getBook inside an open database transaction while it handles library.lend",
        fix: "commit before the call, or make the call before the transaction begins; a transaction cannot span services",
      },
    ]);
  });

  it.each(["inStreamingTransaction", "markedTransaction"] as const)("find a call of %s", async (how) => {
    const client = await start({ mode: "warn" });
    expect(await client.lend({ how, count: 1 })).toBe("lent");
    expect(violations.map(({ rule }) => rule)).toEqual(["no-call-in-transaction"]);
    expect(await readLine(violations[0])).toMatch(/await (?:shelf\.getBook|\(const _ of items)/);
  });

  it("refuse a stream as well", async () => {
    const client = await start({ mode: "error" });
    expect(await client.lend({ how: "inStreamingTransaction", count: 1 })).toContain("no-call-in-transaction");
  });

  it.each(["afterTransaction", "besideTransaction", "afterMarkedTransaction"] as const)(
    "let a call of %s pass",
    async (how) => {
      const client = await start({ mode: "error" });
      expect(await client.lend({ how, count: 1 })).toBe("lent");
      expect(violations).toEqual([]);
    },
  );

  it.each(["oneByOne", "safely", "allAtOnce"] as const)("find calls that are made %s for one call", async (how) => {
    const client = await start({ mode: "warn" });
    expect(await client.lend({ how, count: 5 })).toBe("lent");
    expect(violations).toEqual([]);
    expect(await client.lend({ how, count: 9 })).toBe("lent");
    expect(violations).toMatchObject([
      {
        rule: "n-plus-one",
        caller: "library",
        operation: "shelf.getBook",
        handling: "library.lend",
        count: 6,
        max: 5,
        fix: "call shelf.listBooks once",
      },
    ]);
    expect(await readLine(violations[0])).toMatch(/shelf\.(?:safe\.)?getBook\(/);
  });

  it("advise on an operation that is missing, and on calls that are all the same", async () => {
    const client = await start({ mode: "warn", rules: { "n-plus-one": { max: 1 } } });
    await client.lend({ how: "withoutBatch", count: 3 });
    await client.lend({ how: "sameAgain", count: 3 });
    expect(violations.map(({ fix }) => fix)).toEqual([
      "give shelf an operation for many at once, as shelf.dusts, or change what crosses the edge library -> shelf",
      "every call has the same input: call it once and keep the output",
    ]);
  });

  it("count the calls that each call causes", async () => {
    const client = await start({ mode: "error" });
    const lent = await Promise.all([1, 2, 3].map(() => client.lend({ how: "oneByOne", count: 4 })));
    expect(lent).toEqual(["lent", "lent", "lent"]);
    expect(await client.lend({ how: "oneByOne", count: 6 })).toContain("n-plus-one");
  });

  it("refuse calls that are nested too deep", async () => {
    const client = await start({ mode: "error", rules: { "call-depth": { max: 4 } } });
    expect(await client.climb({ id: 3 })).toBe(0);
    expect(violations).toEqual([]);
    const failure = await client.climb({ id: 4 }).catch((reason: ServiceError) => reason);
    expect(failure).toMatchObject({ code: "internal" });
    expect(violations).toMatchObject([
      { rule: "call-depth", caller: "shelf", operation: "library.climb", handling: "shelf.climb", count: 5, max: 4 },
    ]);
  });

  it("accept exceptions, by operation or by service", async () => {
    const rules = { "n-plus-one": { except: ["shelf.getBook"] }, "no-call-in-transaction": { except: ["shelf"] } };
    const client = await start({ rules });
    expect(await client.lend({ how: "oneByOne", count: 9 })).toBe("lent");
    expect(await client.lend({ how: "inTransaction", count: 1 })).toBe("lent");
    expect(await client.lend({ how: "withoutBatch", count: 9 })).toContain("n-plus-one");
  });

  it("are off or warn as the environment sets", async () => {
    const strict = { "n-plus-one": "error" } as const;
    const silent = await start({ rules: strict }, { SEAMLINE_GUARDS: "off" });
    expect(await silent.lend({ how: "oneByOne", count: 9 })).toBe("lent");
    expect(violations).toEqual([]);
    const warning = await start({ rules: strict }, { SEAMLINE_GUARDS: "warn" });
    expect(await warning.lend({ how: "oneByOne", count: 9 })).toBe("lent");
    expect(violations.map(({ rule }) => rule)).toEqual(["n-plus-one"]);
  });

  it("refuse with an error that is marked as not sent", async () => {
    const client = await start({ rules: { "call-depth": { max: 0 } } });
    const failure = await client.climb({ id: 0 }).catch((reason: unknown) => reason);
    expect(failure).toBeInstanceOf(GuardError);
    expect(failure).toMatchObject({
      code: "internal",
      sent: "not_sent",
      violation: { caller: undefined, handling: undefined },
    });
  });
});
