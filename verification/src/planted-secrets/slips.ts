/** Mistakes with a secret in the code of the callee. */

import { inspect } from "node:util";
import { ServiceError } from "@seamline/core";
import { z } from "zod";
import { Lost } from "./keeper.ts";

/** Mistakes of a handler with a secret: a wrong output, or an error that holds it. */
export const slips: readonly ((secret: string) => unknown)[] = [
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

/** Mistakes of `authenticate` with a secret. */
export const refusals: readonly ((secret: string) => unknown)[] = [
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
