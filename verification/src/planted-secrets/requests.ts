/** Requests that carry a secret and are refused. */

import { postText, requestText } from "../hostile-inputs/raw-request.ts";

/** Inputs with a secret that are refused. */
export const badInputs: readonly ((secret: string) => Record<string, unknown>)[] = [
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

/** Requests as text, most of which no client would send. */
export const rawRequests: readonly ((secret: string) => string)[] = [
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
