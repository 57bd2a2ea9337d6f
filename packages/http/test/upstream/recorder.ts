/**
 * An upstream that reads what arrives as strictly as a message can be read, and keeps it: what it
 * cannot read is kept as such.
 */

import { type AddressInfo, createServer, type Socket } from "node:net";

/** A request as it arrived. */
export interface RecordedRequest {
  /** `METHOD target`. */
  readonly line: string;
  readonly fields: readonly (readonly [name: string, value: string])[];
  readonly body: string;
}

/** An upstream that records. */
export interface Recorder extends AsyncDisposable {
  readonly url: string;
  readonly requests: RecordedRequest[];
  /** What was no request, or came behind one on its connection. */
  readonly unreadable: string[];
}

/** Opens a recorder, which responds to every request with 200 and its line. */
export async function openRecorder(): Promise<Recorder> {
  const requests: RecordedRequest[] = [];
  const unreadable: string[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    let text = "";
    const fail = (): void => {
      unreadable.push(text);
      text = "";
      socket.destroy();
    };
    socket.setEncoding("latin1").on("data", (chunk) => {
      text += chunk;
      for (;;) {
        const read = readRequest(text);
        if (read === "unreadable") return fail();
        if (read === undefined) return;
        text = text.slice(read.length);
        requests.push(read.request);
        const body = read.request.line;
        const content = body.startsWith("HEAD ") ? "" : body;
        socket.write(`HTTP/1.1 200 OK\r\ncontent-length: ${body.length}\r\n\r\n${content}`, "latin1");
      }
    });
    socket.on("error", () => undefined);
    socket.on("close", () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    unreadable,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

interface Read {
  readonly request: RecordedRequest;
  readonly length: number;
}

/** Reads one request; `undefined` while it is incomplete. */
function readRequest(text: string): Read | "unreadable" | undefined {
  const end = text.indexOf("\r\n\r\n");
  if (end < 0) return /^[A-Z]*$|^[A-Z]+ \//.test(text) ? undefined : "unreadable";
  const [first = "", ...lines] = text.slice(0, end).split("\r\n");
  const line = /^([A-Z-]+ \/[!"$-~]*) HTTP\/1\.1$/.exec(first)?.[1];
  const fields = lines.map((one) => /^([!#$%&'*+.^_`|~\w-]+): ?([\t\x20-\x7e\x80-\xff]*)$/.exec(one)?.slice(1));
  if (line === undefined || !fields.every((one) => one !== undefined)) return "unreadable";
  const known = fields as [string, string][];
  const valuesOf = (name: string): string[] =>
    known.filter(([key]) => key.toLowerCase() === name).map(([, value]) => value);
  const lengths = valuesOf("content-length");
  const encodings = valuesOf("transfer-encoding");
  if (valuesOf("host").length !== 1 || lengths.length + encodings.length > 1) return "unreadable";
  const start = end + 4;
  if (encodings.length === 1) {
    if (encodings[0] !== "chunked") return "unreadable";
    const body = readChunks(text.slice(start));
    if (typeof body !== "object") return body;
    return { request: { line, fields: known, body: body.text }, length: start + body.length };
  }
  const length = Number(lengths[0] ?? 0);
  if (!Number.isSafeInteger(length)) return "unreadable";
  if (text.length < start + length) return undefined;
  return { request: { line, fields: known, body: text.slice(start, start + length) }, length: start + length };
}

function readChunks(text: string): { text: string; length: number } | "unreadable" | undefined {
  let body = "";
  for (let at = 0; ; ) {
    const end = text.indexOf("\r\n", at);
    if (end < 0) return undefined;
    const size = text.slice(at, end);
    if (!/^[0-9a-f]+$/i.test(size)) return "unreadable";
    const length = Number.parseInt(size, 16);
    if (length === 0) {
      const trailers = text.slice(end + 2);
      if (trailers.startsWith("\r\n")) return { text: body, length: end + 4 };
      const last = trailers.indexOf("\r\n\r\n");
      return last < 0 ? undefined : { text: body, length: end + 2 + last + 4 };
    }
    if (text.length < end + 2 + length + 2) return undefined;
    if (text.slice(end + 2 + length, end + 4 + length) !== "\r\n") return "unreadable";
    body += text.slice(end + 2, end + 2 + length);
    at = end + 4 + length;
  }
}
