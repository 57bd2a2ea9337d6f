/**
 * Finds where responses begin and end in the bytes of an HTTP/1.1 server. Interim responses (1xx)
 * precede a response and are not part of it. Responses to HEAD are not recognised; Seamline sends
 * no HEAD requests.
 */

/** A part of the stream. The parts in order are the stream, byte for byte. */
export interface ResponsePart {
  readonly bytes: Buffer;
  /** A response begins with these bytes. */
  readonly begins: boolean;
  /** A response ends with these bytes. */
  readonly ends: boolean;
}

/**
 * Reads the server's next bytes and returns their parts. The bytes of a head are returned once it
 * is complete.
 */
export type ResponseReader = (chunk: Buffer) => readonly ResponsePart[];

const headEnd = Buffer.from("\r\n\r\n");
const lineEnd = Buffer.from("\r\n");

/**
 * The element being read. `rest`, a body with neither length nor chunks, lasts until the connection
 * closes.
 */
type State =
  | { readonly kind: "head" | "chunk size" | "trailer" | "rest" }
  | { readonly kind: "body"; left: number }
  | { readonly kind: "chunk"; left: number };

/** Creates a reader for the bytes of one connection. */
export function createResponseReader(): ResponseReader {
  let state: State = { kind: "head" };
  let held: Buffer = Buffer.alloc(0);
  return (chunk) => {
    const parts: ResponsePart[] = [];
    held = held.length === 0 ? chunk : Buffer.concat([held, chunk]);
    const give = (length: number, begins: boolean, ends: boolean): void => {
      parts.push({ bytes: held.subarray(0, length), begins, ends });
      held = held.subarray(length);
    };
    while (held.length > 0) {
      if (state.kind === "head") {
        const end = held.indexOf(headEnd);
        if (end < 0) break;
        const next = readHead(held.toString("latin1", 0, end));
        give(end + headEnd.length, next !== "interim", next === "no body");
        state = typeof next === "string" ? { kind: "head" } : next;
      } else if (state.kind === "rest") {
        give(held.length, false, false);
      } else if (state.kind === "body" || state.kind === "chunk") {
        const length = Math.min(state.left, held.length);
        state.left -= length;
        const whole = state.left === 0;
        give(length, false, whole && state.kind === "body");
        if (whole) state = { kind: state.kind === "body" ? "head" : "chunk size" };
      } else {
        const end = held.indexOf(lineEnd);
        if (end < 0) break;
        const line = held.toString("latin1", 0, end);
        const isLast = state.kind === "trailer" && line === "";
        give(end + lineEnd.length, false, isLast);
        if (isLast) state = { kind: "head" };
        else if (state.kind === "chunk size") state = readChunkSize(line);
      }
    }
    return parts;
  };
}

function readHead(head: string): State | "interim" | "no body" {
  const status = Number(head.slice(9, 12));
  if (status < 200 && status !== 101) return "interim";
  if (status === 204 || status === 304) return "no body";
  if (/^transfer-encoding:.*chunked/im.test(head)) return { kind: "chunk size" };
  const length = /^content-length: *(\d+)/im.exec(head)?.[1];
  if (length === undefined || status === 101) return { kind: "rest" };
  return length === "0" ? "no body" : { kind: "body", left: Number(length) };
}

/** The line end after a chunk's bytes belongs to the chunk. */
function readChunkSize(line: string): State {
  const size = Number.parseInt(line, 16);
  return size === 0 ? { kind: "trailer" } : { kind: "chunk", left: size + lineEnd.length };
}
