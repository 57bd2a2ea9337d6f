/** A request sent by one dispatch function, and everything that either side saw of it. */

import { createHash } from "node:crypto";
import { EventEmitter, once } from "node:events";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { DispatchHandler, DispatchOptions } from "../src/memory/dispatch-types.ts";

/** One request, and what the caller does while it runs. */
export interface Case {
  readonly name: string;
  readonly options: Omit<DispatchOptions, "body">;
  /** Makes the body: streams are read once. */
  readonly body?: () => DispatchOptions["body"];
  /** The caller goes away when the application has the request, at the head, or at the first chunk. */
  readonly abort?: "arrival" | "head" | "data";
  /** The caller takes each chunk in a turn of its own. */
  readonly pauses?: boolean;
}

/** Both sides of one request. */
export interface Transcript {
  readonly heads: readonly unknown[];
  readonly body: string;
  readonly trailers?: unknown;
  readonly error?: unknown;
  readonly events: readonly string[];
}

export type DispatchFunction = (options: DispatchOptions, handler: DispatchHandler) => unknown;

/** Events of the application's side, by the header `x-case`. */
const logs = new Map<string, Log>();

class Log extends EventEmitter {
  readonly lines: string[] = [];

  add(line: string): void {
    this.lines.push(line);
    this.emit("line");
  }

  async until(...lines: readonly string[]): Promise<void> {
    while (!lines.every((line) => this.lines.includes(line))) await once(this, "line");
  }
}

/** Writes down the events of a request and its response. Applications call it first. */
export function observe(request: IncomingMessage, response: ServerResponse): void {
  const log = logs.get(String(request.headers["x-case"]));
  if (log === undefined) return;
  log.add("arrived");
  request.on("aborted", () => log.add("request aborted"));
  request.on("error", (error: NodeJS.ErrnoException) => log.add(`request error ${error.code}`));
  request.on("close", () => log.add("request close"));
  response.on("finish", () => log.add("response finish"));
  response.on("error", (error: NodeJS.ErrnoException) => log.add(`response error ${error.code}`));
  response.on("close", () => log.add("response close"));
}

/** A line in the log of a request, from its handler. */
export function note(request: IncomingMessage, line: string): void {
  logs.get(String(request.headers["x-case"]))?.add(line);
}

let count = 0;

/** Sends one request, and waits for both sides to end. */
export async function send(
  dispatch: DispatchFunction,
  sent: Case,
  origin: string,
  observed: boolean,
): Promise<Transcript> {
  const id = String(++count).padStart(6, "0");
  const log = new Log();
  logs.set(id, log);
  const headers = sent.options.headers ?? {};
  const options = {
    ...{ ...sent.options, origin, body: sent.body?.() ?? null },
    headers: Array.isArray(headers) ? [...headers, "x-case", id] : { ...headers, "x-case": id },
  } as DispatchOptions;
  const seen = await receive(dispatch, options, sent, log);
  if (observed && log.lines.includes("arrived")) await log.until("response close");
  if (observed && sent.abort !== undefined) await log.until("request close");
  logs.delete(id);
  return { ...seen, events: log.lines };
}

type Seen = Omit<Transcript, "events">;

function receive(dispatch: DispatchFunction, options: DispatchOptions, sent: Case, log: Log): Promise<Seen> {
  const heads: unknown[] = [];
  const hash = createHash("sha256");
  let bytes = 0;
  return new Promise((resolve) => {
    const done = (rest: { trailers?: unknown; error?: unknown }): void =>
      resolve({ heads, body: `${bytes} bytes ${hash.digest("hex").slice(0, 8)}`, ...rest });
    dispatch(options, {
      onRequestStart(controller) {
        if (sent.abort === "arrival") void log.until("arrived").then(() => controller.abort(new Error("gone")));
      },
      onResponseStart(controller, status, fields, message) {
        heads.push({ status, message, fields: normalize(fields) });
        if (sent.abort === "head" && status >= 200) controller.abort(new Error("gone"));
      },
      onResponseData(controller, chunk) {
        hash.update(chunk);
        bytes += chunk.length;
        if (sent.abort === "data") controller.abort(new Error("gone"));
        else if (sent.pauses) {
          controller.pause();
          setImmediate(() => controller.resume());
        }
      },
      onResponseEnd: (_controller, trailers) => done({ trailers }),
      onResponseError: (_controller, error) => done({ error: (error as NodeJS.ErrnoException).code ?? error.message }),
    });
  });
}

/** Fields of the connection, and of the time. */
const ofConnection = new Set(["connection", "keep-alive", "date"]);

function normalize(fields: Record<string, string | string[]>): object {
  return Object.fromEntries(Object.entries(fields).filter(([name]) => !ofConnection.has(name)));
}
