/**
 * Requests that no client sends: bodies that are not JSON or not declared as JSON, sent to an
 * operation's route.
 */

import { request as requestHttp } from "node:http";
import { request as requestHttps } from "node:https";
import { maxRequestBytes, type Operation } from "@seamline/core/extend";
import { bindingOf, jsonType, wireHeaders } from "@seamline/http/extend";
import { isRefusal } from "./verdict.ts";

interface RawBody {
  readonly sent: string;
  readonly type: string | undefined;
  readonly body: (valid: string) => string | Buffer;
}

const rawBodies: readonly RawBody[] = [
  { sent: "a body of another content type", type: "text/plain", body: (valid) => valid },
  { sent: "a form instead of JSON", type: "application/x-www-form-urlencoded", body: () => "a=1&b=2" },
  { sent: "a body without a content type", type: undefined, body: (valid) => valid },
  { sent: "an empty body", type: jsonType, body: () => "" },
  { sent: "malformed JSON", type: jsonType, body: (valid) => valid.slice(0, -1) },
  { sent: "JSON with something after it", type: jsonType, body: (valid) => `${valid}x` },
  { sent: "JSON that is an array", type: jsonType, body: (valid) => `[${valid}]` },
  { sent: "JSON that is null", type: jsonType, body: () => "null" },
  {
    sent: "text that is not UTF-8",
    type: jsonType,
    body: () => Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a, 0x31, 0x7d]),
  },
  { sent: "JSON of 100,000 levels", type: jsonType, body: () => "[".repeat(100_000) + "]".repeat(100_000) },
  { sent: "a body over 1 MiB", type: jsonType, body: () => `{"x":"${"x".repeat(maxRequestBytes)}"}` },
];

/** A fault of a response to a raw request. */
export interface RawFault {
  readonly sent: string;
  readonly found: string;
}

/**
 * Sends every raw body to an operation that takes one.
 * @param wire a valid input for the path, the query and the headers.
 */
export async function sendRawBodies(
  url: URL,
  operation: Operation,
  wire: unknown,
): Promise<{ readonly requests: number; readonly faults: readonly RawFault[] }> {
  const binding = bindingOf(operation);
  if (!binding.hasBody) return { requests: 0, faults: [] };
  const { target, headers, body = "{}" } = binding.encode(wire);
  const own = binding.headerNames.flatMap((name, index) => {
    const value = headers[index];
    return value === undefined ? [] : [[name, value] as const];
  });
  const faults: RawFault[] = [];
  for (const raw of rawBodies) {
    const name = { [wireHeaders.operation]: operation.id };
    const fields = { ...name, ...Object.fromEntries(own), ...(raw.type !== undefined && { "content-type": raw.type }) };
    const outcome = await send(url, operation.http.method, target, fields, raw.body(body));
    if (outcome === "closed" && raw.sent === "a body over 1 MiB") continue; // closed while it was still being sent
    if (typeof outcome === "number" && isRefusal(outcome)) continue;
    const found = typeof outcome === "number" ? `the response was ${outcome}` : "the connection was closed";
    faults.push({ sent: raw.sent, found: `${found}; expected a status of the 400 class` });
  }
  return { requests: rawBodies.length, faults };
}

/** The time to wait for a response, in milliseconds. */
const patienceMs = 10_000;

function send(
  url: URL,
  method: string,
  target: string,
  headers: Readonly<Record<string, string>>,
  body: string | Buffer,
): Promise<number | "closed"> {
  const request = url.protocol === "https:" ? requestHttps : requestHttp;
  const path = `${url.pathname.replace(/\/$/, "")}${target}`;
  return new Promise((resolve) => {
    const sent = request(new URL(path, url), {
      method,
      path,
      headers: { ...headers, "content-length": Buffer.byteLength(body) },
    });
    sent.setTimeout(patienceMs, () => sent.destroy());
    sent.once("response", (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
      response.once("end", () => sent.destroy());
    });
    sent.on("error", () => resolve("closed"));
    sent.end(body);
  });
}
