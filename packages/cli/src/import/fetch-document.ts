/** Documents from a URL: within limits of size and time, and from no address of the machine's cloud. */

import http from "node:http";
import https from "node:https";
import { checkedLookup, isDeniedHost } from "@seamline/http/extend";
import { UserError } from "../error/user-error.ts";
import { maxBytes } from "./parse-document.ts";

/** Milliseconds for all of a document, redirects included. */
const timeoutMs = 30_000;

const maxRedirects = 5;

/** Fetches a document as text. @throws {UserError} */
export async function fetchDocument(address: string): Promise<string> {
  const signal = AbortSignal.timeout(timeoutMs);
  let url = new URL(address);
  for (let hop = 0; hop <= maxRedirects; hop += 1) {
    assertAllowed(address, url);
    const found = await request(address, url, signal);
    if (typeof found === "string") return found;
    url = found;
  }
  throw new UserError([`${address}: expected a document, found more than ${maxRedirects} redirects`]);
}

function assertAllowed(address: string, url: URL): void {
  if (url.protocol !== "http:" && url.protocol !== "https:")
    throw new UserError([`${address}: expected http: or https:, found ${url.protocol}`]);
  if (url.username !== "" || url.password !== "")
    throw new UserError([
      `${address.replace(/\/\/.*@/, "//")}: expected no user or password in the URL; download the file`,
    ]);
  if (isDeniedHost(url.hostname))
    throw new UserError([
      `${address}: ${url.hostname} is an address where machines keep their credentials; download the file`,
    ]);
}

/** The text, or the URL of a redirect. */
function request(address: string, url: URL, signal: AbortSignal): Promise<string | URL> {
  const { promise, resolve, reject } = Promise.withResolvers<string | URL>();
  const { get } = url.protocol === "https:" ? https : http;
  const headers = { accept: "application/json, application/yaml, text/yaml, */*;q=0.1" };
  const fail = (reason: unknown): void => reject(toUserError(address, reason, signal));
  const sent = get(url.href, { signal, headers, lookup: checkedLookup, agent: false }, (response) => {
    const { statusCode = 0 } = response;
    const { location } = response.headers;
    response.on("error", fail);
    if (statusCode >= 300 && statusCode < 400 && location !== undefined && URL.canParse(location, url.href)) {
      response.resume();
      return resolve(new URL(location, url.href));
    }
    if (statusCode !== 200) {
      response.destroy();
      return reject(new UserError([`${address}: expected status 200, found ${statusCode}`]));
    }
    const chunks: Buffer[] = [];
    let size = 0;
    response.on("data", (chunk: Buffer) => {
      size += chunk.length;
      if (size > maxBytes) {
        response.destroy();
        reject(new UserError([`${address}: expected at most ${maxBytes / 1024 / 1024} MiB, found more`]));
      } else chunks.push(chunk);
    });
    response.on("end", () => resolve(Buffer.concat(chunks).toString("utf8")));
  });
  sent.on("error", fail);
  return promise;
}

function toUserError(address: string, reason: unknown, signal: AbortSignal): UserError {
  if (signal.aborted)
    return new UserError([`${address}: expected a document within ${timeoutMs / 1000} seconds, found none`]);
  const { message, code } = reason as NodeJS.ErrnoException;
  return new UserError([`${address}: cannot be fetched: ${message || code}`]);
}
