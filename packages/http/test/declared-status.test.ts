import { createApplication, createClient, DeclaredError, defineContract, defineModule, stream } from "@seamline/core";
import { afterEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { createHttpTransport, listen } from "../src/index.ts";

const archive = defineContract("archive", {
  operations: {
    open: {
      http: "POST /open",
      expose: "public",
      input: z.object({ id: z.string() }),
      errors: {
        gone: { code: "not_found", status: 410 },
        missing: { code: "not_found" },
      },
    },
    read: {
      http: "GET /read",
      expose: "public",
      output: stream(z.string()),
      errors: { gone: { code: "not_found", status: 410 } },
    },
  },
});

class Gone extends DeclaredError<undefined> {
  static override readonly identity = {
    service: "archive",
    reason: "gone",
    code: "not_found",
    message: "gone",
  } as const;
  constructor() {
    super(Gone.identity, undefined);
  }
}

async function* readThenFail(): AsyncGenerator<string> {
  yield "one";
  throw new Gone();
}

const cleanups: (() => PromiseLike<unknown> | undefined)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0)) await cleanup();
});

describe("the status of a declared error", () => {
  it("is that of its response, which clients read by the code", async () => {
    const module = defineModule({
      contract: archive,
      uses: [],
      // The generated contract has the type of its handlers.
      start: () => ({ open: () => Promise.reject(new Gone()), read: readThenFail }) as never,
    });
    const app = createApplication({ modules: { archive: { contract: archive, load: async () => module } } });
    const { public: address = "", internal = "" } = await listen(app, { public: { port: 0 }, internal: { port: 0 } });
    cleanups.push(() => app.stop());
    const response = await fetch(`${address}/open`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: '{"id":"7"}',
    });
    expect(response.status).toBe(410);
    expect(await response.json()).toMatchObject({ status: 410, title: "Gone", code: "not_found", reason: "gone" });
    for (const accept of ["application/x-ndjson", "text/event-stream"]) {
      const text = await (await fetch(`${address}/read`, { headers: { accept } })).text();
      expect(text).toContain('"status":410,"detail":"gone"');
    }
    for (const batch of [undefined, 8]) {
      const transport = createHttpTransport(internal, batch === undefined ? {} : { batch });
      cleanups.push(() => transport.close?.());
      const client = createClient(archive, transport);
      const failed = await Promise.allSettled([client.open({ id: "7" }), client.open({ id: "8" })]);
      for (const outcome of failed) expect(outcome).toMatchObject({ reason: { code: "not_found", reason: "gone" } });
    }
  });

  it.each([200, 399, 600, 404.5, Number.NaN])("is one of the 400 and 500 classes, not %d", (status) => {
    const define = (): unknown =>
      defineContract("a", { operations: { b: { errors: { nope: { code: "not_found", status } } } } });
    expect(define).toThrow(/operations\.b\.errors\.nope\.status: expected a whole number from 400 to 599, found/);
  });

  it("is part of the contract's hash only where it is set", () => {
    const hashOf = (error: object): string =>
      defineContract("a", { operations: { b: { errors: { nope: { code: "not_found", ...error } } } } }).hash;
    expect(hashOf({})).not.toBe(hashOf({ status: 410 }));
  });
});
