/** Five hundred secrets, planted wherever code or a request could let one slip: none is found on a wire or in a caller's error. */

import { inspect } from "node:util";
import {
  type CallOptions,
  type Contract,
  createClient,
  DeclaredError,
  defineContract,
  ServiceClient,
  ServiceError,
} from "@seamline/core";
import {
  type ApplicationHost,
  createDispatcher,
  createInProcessTransport,
  createStrictTransport,
  type Dispatcher,
  getOperation,
} from "@seamline/core/extend";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { listenOn } from "../src/extend.ts";
import { createHttpTransport, type Listening } from "../src/index.ts";
import { postText, requestText, sendRaw } from "./raw-http.ts";

const expose = "public" as const;
const planted = z.object({ index: z.int() });
const wordy = z.string().refine((text) => text === "", { error: ({ input }) => `${String(input)} is not good` });

const contract = defineContract("keeper", {
  operations: {
    leak: {
      http: "POST /leak",
      expose,
      input: planted,
      output: z.object({
        count: z.int().optional(),
        kind: z.enum(["a", "b"]).optional(),
        byName: z.record(z.string(), z.int()).optional(),
        refined: wordy.optional(),
        email: z.email().optional(),
      }),
      errors: { lost: { code: "not_found", details: z.object({ id: z.int() }) } },
    },
    take: {
      http: "PUT /take/{id}",
      expose,
      input: z.object({
        id: z.int(),
        page: z.int().optional(),
        count: z.int().optional(),
        kind: z.enum(["a", "b"]).optional(),
        only: z.literal("x").optional(),
        email: z.email().optional(),
        code: z.string().regex(/^\d+$/).optional(),
        short: z.string().max(3).optional(),
        list: z.array(z.int()).optional(),
        byName: z.record(z.string(), z.int()).optional(),
        either: z.union([z.int(), z.boolean()]).optional(),
        strict: z.strictObject({ a: z.int().optional() }).optional(),
        refined: wordy.optional(),
        custom: z
          .string()
          .superRefine((text, context) => context.addIssue({ code: "custom", message: `no ${text}`, path: [text] }))
          .optional(),
      }),
      in: { query: ["page"] },
    },
  },
});

class Lost extends DeclaredError<{ id: number }> {
  static override readonly identity = {
    service: "keeper",
    reason: "lost",
    code: "not_found",
    message: "lost",
  } as const;
  constructor(details: { id: number }, options?: object) {
    super(Lost.identity, details, options);
  }
}

class KeeperClient extends ServiceClient {
  static override readonly contract: Contract = contract;
  static override readonly errors = { lost: Lost };
  run(operation: string, input: unknown, options?: CallOptions): Promise<unknown> {
    return this.call(getOperation(contract, operation), input, options);
  }
}

/** What a handler may do with a secret. Returns it in a wrong output, or throws. */
const slips: readonly ((secret: string) => unknown)[] = [
  (secret) => {
    throw new Error(secret);
  },
  (secret) => {
    throw new Error("outer", { cause: new Error(secret) });
  },
  (secret) => {
    throw Object.assign(new Error("x"), { stack: secret });
  },
  (secret) => {
    throw Object.assign(new Error("x"), { name: secret, code: secret, reason: secret, details: { secret } });
  },
  (secret) => {
    throw secret;
  },
  (secret) => {
    throw { message: secret, code: "not_found", details: secret };
  },
  (secret) => {
    throw Symbol(secret);
  },
  (secret) => {
    throw () => secret;
  },
  (secret) => {
    throw { toString: () => secret, toJSON: () => secret, [inspect.custom]: () => secret };
  },
  (secret) => {
    throw new AggregateError([new Error(secret)], secret);
  },
  (secret) => {
    const text = `duplicate key value violates unique constraint "users_email": Key (email)=(${secret}) already exists.`;
    throw Object.assign(new Error(text), {
      code: "23505",
      detail: text,
      table: secret,
      query: `insert into ${secret}`,
      parameters: [secret],
    });
  },
  (secret) => Promise.reject(new TypeError(secret)),
  (secret) => Promise.reject(secret),
  (secret) => {
    throw new ServiceError("not_found", secret, { reason: secret, details: { secret }, cause: secret });
  },
  (secret) => {
    throw new ServiceError("unavailable", `connect to ${secret}`, {
      retryable: true,
      operation: secret,
      callId: secret,
    });
  },
  (secret) => {
    throw new Lost({ id: 1, secret } as { id: number }, { cause: new Error(secret) });
  },
  (secret) => {
    throw new Lost({ id: secret } as never);
  },
  (secret) => {
    throw Object.assign(new Lost({ id: 1 }), { stack: secret, extra: secret, [Symbol.for(secret)]: secret });
  },
  (secret) => {
    throw Object.assign(new Error(secret), { name: "AbortError" });
  },
  (secret) => {
    throw Object.assign(new Error(secret), { name: "TimeoutError" });
  },
  (secret) => {
    throw new DOMException(secret, "AbortError");
  },
  (secret) => {
    throw new Proxy(new Error(secret), { get: () => secret });
  },
  (secret) => JSON.parse(`{"a":${secret}`),
  (secret) => new URL(secret),
  (secret) => z.object({ a: z.int() }).parse({ a: secret, [secret]: 1 }),
  (secret) => ({ extra: secret, nested: { secret } }),
  (secret) => ({ count: secret }),
  (secret) => ({ kind: secret }),
  (secret) => ({ byName: { [secret]: "x" } }),
  (secret) => ({ refined: secret }),
  (secret) => ({ email: secret }),
  (secret) => secret,
  (secret) => [secret],
  (secret) =>
    Object.create(
      { secret },
      {
        count: {
          enumerable: true,
          get: () => {
            throw new Error(secret);
          },
        },
      },
    ),
];

/** What a request may carry that is refused. `%` stands for the secret. */
const badInputs: readonly ((secret: string) => Record<string, unknown>)[] = [
  (secret) => ({ count: secret }),
  (secret) => ({ kind: secret }),
  (secret) => ({ only: secret }),
  (secret) => ({ email: secret }),
  (secret) => ({ code: secret }),
  (secret) => ({ short: secret }),
  (secret) => ({ list: [1, secret] }),
  (secret) => ({ byName: { [secret]: secret } }),
  (secret) => ({ either: secret }),
  (secret) => ({ strict: { [secret]: secret } }),
  (secret) => ({ refined: secret }),
  (secret) => ({ custom: secret }),
  (secret) => ({ id: secret }),
  (secret) => ({ page: secret }),
];

const json = (value: unknown): string => JSON.stringify(value);
const rawRequests: readonly ((secret: string) => string)[] = [
  ...badInputs.map((make) => (secret: string) => {
    const { id = 1, page, ...fields } = make(secret);
    return put(`/take/${id}${page === undefined ? "" : `?page=${page}`}`, json(fields));
  }),
  (secret) => put(`/take/1?page=1&page=${secret}`, "{}"),
  (secret) => put(`/take/1?${secret}=1`, json({ [secret]: secret, count: "x" })),
  (secret) => put("/take/1", `{"count": ${secret}}`),
  (secret) => put("/take/1", `["${secret}"]`),
  (secret) => put("/take/1", `{"__proto__":{"a":"${secret}"}}`),
  (secret) => put("/take/1", json({ count: "x" }), [`x-api-key: ${secret}`, `cookie: session=${secret}`]),
  (secret) => put("/take/1", json({ count: "x" }), [`idempotency-key: ${secret} ${secret}`]),
  (secret) => put("/take/1", json({ count: "x" }), [`traceparent: 00-${secret}-01`, `seamline-context: ${secret}`]),
  (secret) => put("/take/1", "{}", [`content-encoding: ${secret}`]),
  (secret) => requestText("PUT", "/take/1", [`content-type: ${secret}`, "content-length: 2"], "{}"),
  (secret) => requestText("PUT", `/${secret}`),
  (secret) => requestText(secret.replaceAll(/[^A-Z]/gi, ""), "/take/1"),
  (secret) => requestText("GET", "/take/1", [`${secret}: ${secret}`, `host: ${secret}`]),
  (secret) => requestText("GET", `/take/${secret}%zz`, [`transfer-encoding: ${secret}`]),
  (secret) => `GET / ${secret}\r\n\r\n`,
];

function put(target: string, body: string, headers: readonly string[] = []): string {
  return postText(target, body, headers).replace(/^POST/, "PUT");
}

/** What `authenticate` may do with a secret. */
const refusals: readonly ((secret: string) => unknown)[] = [
  (secret) => {
    throw new Error(secret);
  },
  (secret) => {
    throw secret;
  },
  (secret) => {
    throw Object.assign(new Error(secret), { code: "unauthenticated", status: 401 });
  },
  (secret) => {
    throw new ServiceError("internal", secret);
  },
  (secret) => {
    throw new ServiceError("unauthenticated", "No", { cause: new Error(secret), details: { secret }, reason: secret });
  },
  (secret) => {
    throw Object.assign(new ServiceError("permission_denied", "No"), { stack: secret, secret });
  },
  (secret) => Promise.reject(new Error(secret)),
  (secret) => ({ id: secret, run: () => secret }),
  (secret) => ({ id: 1, secret }),
  (secret) => ({ id: secret, big: 1n }),
];

const perSlip = 7;
const slipCount = slips.length * perSlip;
const total = 500;
const secrets = Array.from(
  { length: total },
  (_, index) => `Scrt${index.toString(36).padStart(3, "0")}q${"kzvx".repeat(2)}Z${index}e`,
);

/** Everything that can be read off a value, however hostile it is. */
function dump(value: unknown): string {
  const readings = [
    () => inspect(value, { depth: 12, showHidden: true, maxStringLength: null, maxArrayLength: null }),
    () => (value as Error).stack,
    () => (value as Error).message,
    () => String(value),
    () => JSON.stringify(value),
  ];
  return readings.map(attempt).join("\n");
}

function attempt(read: () => string | undefined): string {
  try {
    return read() ?? "";
  } catch {
    return "";
  }
}

describe("planted secrets", () => {
  const wires: string[] = [];
  const errors: string[] = [];
  const reported: unknown[] = [];
  let next = 0;
  let authenticating: (() => unknown) | undefined;
  let listening: Listening;
  let dispatcher: Dispatcher;
  let write: typeof process.stderr.write;

  beforeAll(async () => {
    write = process.stderr.write.bind(process.stderr);
    process.stderr.write = (() => true) as typeof process.stderr.write; // our own log may know, the test's need not
    const handlers = {
      leak: ({ index }: { index: number }) =>
        (slips[index % slips.length] as (secret: string) => unknown)(secrets[index] ?? ""),
      take: () => undefined,
    };
    dispatcher = createDispatcher(contract, handlers, { onError: (error) => reported.push(error) });
    const host: ApplicationHost = {
      state: "ready",
      dispatchers: [dispatcher],
      keys: [],
      async start() {},
      addIngress() {},
    };
    const authenticate = (): never => (authenticating === undefined ? undefined : authenticating()) as never;
    listening = await listenOn(host, { public: { port: 0, authenticate }, internal: { port: 0 } });
  });
  afterAll(async () => {
    process.stderr.write = write;
    await listening.close();
  });

  const capture = async (text: string): Promise<void> => {
    wires.push(await sendRaw(new URL(listening.public ?? ""), text).catch(() => ""));
  };

  it("are planted by handlers, on every transport", async () => {
    const http = createHttpTransport(listening.internal ?? "");
    const transports = [createInProcessTransport(dispatcher), createStrictTransport(dispatcher, 1), http];
    for (; next < slipCount; next += 1) {
      await capture(postText("/leak", json({ index: next })));
      for (const transport of transports) {
        const client = createClient(KeeperClient, transport);
        errors.push(dump(await client.run("leak", { index: next }).catch((reason: unknown) => reason)));
      }
    }
    await http.close?.();
    expect(reported.length).toBeGreaterThan(slipCount);
  });

  it("are planted by whoever authenticates", async () => {
    for (let round = 0; round < 60; round += 1, next += 1) {
      const refuse = refusals[round % refusals.length] as (secret: string) => unknown;
      const secret = secrets[next] as string;
      authenticating = () => refuse(secret);
      await capture(postText("/leak", json({ index: 0 }), [`authorization: Bearer ${secret}`]));
    }
    authenticating = undefined;
  });

  it("are planted by requests, over the wire and in process", async () => {
    const client = createClient(KeeperClient, createInProcessTransport(dispatcher));
    for (let round = 0; next < total; round += 1, next += 1) {
      const secret = secrets[next] as string;
      await capture((rawRequests[round % rawRequests.length] as (secret: string) => string)(secret));
      const input = { id: 1, ...(badInputs[round % badInputs.length] as (secret: string) => object)(secret) };
      errors.push(
        dump(
          await client.run("take", input).then(
            () => expect.fail("it was let through"),
            (reason: unknown) => reason,
          ),
        ),
      );
    }
  });

  it("are found nowhere", () => {
    expect(next).toBe(total);
    expect(new Set(secrets).size).toBe(total);
    expect(wires.filter((text) => text !== "").length).toBeGreaterThan(480);
    // Case is no disguise: header names and hosts are often lowered.
    const all = [...wires, ...errors].map((text) => text.toLowerCase());
    const found = secrets.flatMap((secret) => all.filter((text) => text.includes(secret.toLowerCase())));
    expect(found).toEqual([]);
  });

  it("would be found: the search sees what the callee keeps for itself", () => {
    const kept = reported.map(dump).join("\n");
    const found = secrets.slice(0, slipCount).filter((secret) => kept.includes(secret));
    expect(found.length).toBeGreaterThan(slipCount / 2);
  });
});
