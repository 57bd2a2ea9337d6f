/** Requests on bare sockets, most of which no HTTP client would send. */

import { connect, type Socket } from "node:net";
import { expect } from "vitest";

/** The parts of one response. */
export interface RawResponse {
  readonly status: number;
  readonly headers: ReadonlyMap<string, string>;
  readonly body: string;
  /** The whole text of the response except for the date. */
  readonly timeless: string;
}

/** A request with the usual headers; the server closes the connection after its response. */
export function requestText(method: string, target: string, headers: readonly string[] = [], body = ""): string {
  return [`${method} ${target} HTTP/1.1`, "host: shop", "connection: close", ...headers, "", body].join("\r\n");
}

/** A POST of JSON text. */
export function postText(target: string, body: string, headers: readonly string[] = []): string {
  const length = `content-length: ${Buffer.byteLength(body)}`;
  return requestText("POST", target, ["content-type: application/json", length, ...headers], body);
}

/** Opens a connection to a listener. Socket errors show as the end of the connection. */
export async function openSocket(url: URL, host = "127.0.0.1"): Promise<Socket> {
  const socket = connect(Number(url.port), host);
  await new Promise<void>((resolve, reject) => {
    socket.once("connect", resolve);
    socket.once("error", reject);
  });
  socket.on("error", () => undefined);
  return socket;
}

/** Reads until the connection closes. */
export function readAll(socket: Socket): Promise<string> {
  return new Promise((resolve) => {
    let text = "";
    socket.setEncoding("latin1");
    socket.on("data", (chunk) => {
      text += chunk;
    });
    socket.on("close", () => resolve(text));
  });
}

/** Sends text unchanged and reads until the connection closes. */
export async function send(url: URL, text: string | Buffer, host?: string): Promise<string> {
  const socket = await openSocket(url, host);
  const response = readAll(socket);
  socket.write(text);
  return response;
}

/** Sends a request and parses its response. */
export async function ask(url: URL, text: string | Buffer, host?: string): Promise<RawResponse> {
  return parseResponse(await send(url, text, host));
}

/** Parses a response; the status is 0 for an empty text. */
export function parseResponse(text: string): RawResponse {
  const [head = "", ...rest] = text.split("\r\n\r\n");
  const [line = "", ...fields] = head.split("\r\n");
  const headers = fields.map((field) => {
    const colon = field.indexOf(":");
    return [field.slice(0, colon).toLowerCase(), field.slice(colon + 1).trim()] as const;
  });
  return {
    status: Number(line.split(" ")[1] ?? 0),
    headers: new Map(headers),
    body: rest.join("\r\n\r\n"),
    timeless: text.replaceAll(/^date: .*\r\n/gim, ""),
  };
}

/** Expects a problem with this status and code. */
export function expectProblem(response: RawResponse, status: number, code: string): void {
  expect(response.timeless).toContain(`HTTP/1.1 ${status} `);
  expect(response.headers.get("content-type")).toBe("application/problem+json");
  expect(JSON.parse(response.body)).toMatchObject({ status, code });
}

/** Expects a 200 response and parses its body. */
export function expectJson(response: RawResponse): unknown {
  expect(response.timeless).toContain("HTTP/1.1 200 ");
  return JSON.parse(response.body);
}
