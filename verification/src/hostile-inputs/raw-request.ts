/** Requests that no HTTP client would send, written on bare sockets. */

import { connect, type Socket } from "node:net";
import { expect } from "vitest";

/** The parts of one answer. */
export interface RawAnswer {
  readonly status: number;
  readonly headers: ReadonlyMap<string, string>;
  readonly body: string;
  /** All that came back, but for the date. */
  readonly timeless: string;
}

/** A request with the usual headers, closed after its answer. */
export function requestText(method: string, target: string, headers: readonly string[] = [], body = ""): string {
  return [`${method} ${target} HTTP/1.1`, "host: shop", "connection: close", ...headers, "", body].join("\r\n");
}

/** A POST of JSON text. */
export function postText(target: string, body: string, headers: readonly string[] = []): string {
  const length = `content-length: ${Buffer.byteLength(body)}`;
  return requestText("POST", target, ["content-type: application/json", length, ...headers], body);
}

/** Opens a connection to a listener. Errors of the socket show as its end. */
export async function openSocket(url: URL, host = "127.0.0.1"): Promise<Socket> {
  const socket = connect(Number(url.port), host);
  await new Promise<void>((resolve, reject) => {
    socket.once("connect", resolve);
    socket.once("error", reject);
  });
  socket.on("error", () => undefined);
  return socket;
}

/** All that comes back until the connection closes. */
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

/** Sends text as it stands and returns all that comes back until the connection closes. */
export async function send(url: URL, text: string | Buffer, host?: string): Promise<string> {
  const socket = await openSocket(url, host);
  const answer = readAll(socket);
  socket.write(text);
  return answer;
}

/** Sends a request and takes its answer apart. */
export async function ask(url: URL, text: string | Buffer, host?: string): Promise<RawAnswer> {
  return parseAnswer(await send(url, text, host));
}

/** Takes an answer apart; the status is 0 when nothing came back. */
export function parseAnswer(text: string): RawAnswer {
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

/** The answer is a problem of this status and code, and of nothing else. */
export function expectProblem(answer: RawAnswer, status: number, code: string): void {
  expect(answer.timeless).toContain(`HTTP/1.1 ${status} `);
  expect(answer.headers.get("content-type")).toBe("application/problem+json");
  expect(JSON.parse(answer.body)).toMatchObject({ status, code });
}

/** The parsed body of a good answer. */
export function expectJson(answer: RawAnswer): unknown {
  expect(answer.timeless).toContain("HTTP/1.1 200 ");
  return JSON.parse(answer.body);
}
