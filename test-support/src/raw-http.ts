/**
 * Raw sockets: requests that no HTTP client sends, responses that no HTTP server writes.
 */

import { type AddressInfo, connect, createServer, type Socket } from "node:net";

/** Sends text unchanged, and returns all bytes received until the connection closes. */
export function sendRaw(url: URL, text: string | readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(Number(url.port), "127.0.0.1");
    let received = "";
    socket.setEncoding("latin1");
    socket.on("data", (chunk) => {
      received += chunk;
    });
    socket.on("close", () => resolve(received));
    socket.on("error", (error: NodeJS.ErrnoException) => (received === "" ? reject(error) : undefined));
    socket.write(typeof text === "string" ? text : text.join("\r\n"), "latin1");
  });
}

/** Writes a request with the usual headers, which closes the connection. */
export function requestText(method: string, target: string, headers: readonly string[] = [], body = ""): string {
  return [`${method} ${target} HTTP/1.1`, "host: shop", "connection: close", ...headers, "", body].join("\r\n");
}

/** Writes a POST of JSON text. */
export function postText(target: string, body: string, headers: readonly string[] = []): string {
  const length = `content-length: ${Buffer.byteLength(body, "latin1")}`;
  return requestText("POST", target, ["content-type: application/json", length, ...headers], body);
}

/** The parts of one response. */
export interface RawResponse {
  readonly status: number;
  readonly headers: ReadonlyMap<string, string>;
  readonly body: string;
  /** The whole text without the date. */
  readonly timeless: string;
}

/** Parses a response; its status is NaN for an empty text. */
export function parseResponse(text: string): RawResponse {
  const [head = "", ...rest] = text.split("\r\n\r\n");
  const [line = "", ...fields] = head.split("\r\n");
  const headers = new Map(
    fields.map((field) => {
      const colon = field.indexOf(":");
      return [field.slice(0, colon).toLowerCase(), field.slice(colon + 1).trim()] as const;
    }),
  );
  return {
    status: Number(line.split(" ")[1]),
    headers,
    body: rest.join("\r\n\r\n"),
    timeless: text.replace(/^date: .*\r\n/im, ""),
  };
}

/** Sends a request, and parses its response. */
export async function ask(url: URL, text: string): Promise<RawResponse> {
  return parseResponse(await sendRaw(url, text));
}

/** A server on a raw socket. */
export interface RawServer extends AsyncDisposable {
  readonly url: string;
  /** The number of connections opened to it. */
  readonly connections: number;
}

/**
 * Opens a server that passes the text of every request to `respond`.
 * @param onConnection receives each connection before it is read.
 */
export async function openRawServer(
  respond: (request: string, socket: Socket) => void,
  onConnection: (socket: Socket) => void = () => undefined,
): Promise<RawServer> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    onConnection(socket);
    let text = "";
    socket.setEncoding("latin1");
    socket.on("data", (chunk) => {
      text += chunk;
      const end = text.indexOf("\r\n\r\n");
      const length = Number(/content-length: (\d+)/i.exec(text)?.[1] ?? 0);
      if (end < 0 || text.length < end + 4 + length) return;
      const request = text;
      text = "";
      respond(request, socket);
    });
    socket.on("error", () => undefined);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    get connections() {
      return sockets.size;
    },
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Returns the call id of a request; empty without one. */
export function callIdOf(request: string): string {
  return /seamline-call-id: (\S+)/i.exec(request)?.[1] ?? "";
}
