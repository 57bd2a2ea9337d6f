/** Routes written against node's request and response, which every application but Hono's can run. */

import { createHash } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { Readable } from "node:stream";
import { note } from "../transcript.ts";

type Route = (request: IncomingMessage, response: ServerResponse, part: string) => unknown;

/** The request as the application sees it, without what differs by connection. */
export async function describeRequest(request: IncomingMessage): Promise<object> {
  const hash = createHash("sha256");
  let bytes = 0;
  for await (const chunk of request) {
    hash.update(chunk as Buffer);
    bytes += (chunk as Buffer).length;
  }
  const { host, connection, "x-case": id, ...headers } = request.headers;
  const raw = request.rawHeaders.flatMap((name, index, all) =>
    index % 2 === 0 && !/^(?:host|connection|x-case)$/i.test(name) ? [[name, all[index + 1]]] : [],
  );
  return {
    ...{ method: request.method, url: request.url, headers, raw, distinct: { ...request.headersDistinct, ...ignored } },
    ...{ bytes, digest: hash.digest("hex"), complete: request.complete, trailers: request.trailers },
    ...{ version: request.httpVersion, remote: typeof request.socket.remoteAddress },
    ...{ encrypted: Boolean((request.socket as { encrypted?: boolean }).encrypted) },
  };
}

const ignored = { host: [], connection: [], "x-case": [] };

function text(length: number): string {
  return "0123456789abcdef".repeat(Math.ceil(length / 16)).slice(0, length);
}

/** The first part of the path, behind `/raw/`. */
const routes: Readonly<Record<string, Route>> = {
  async echo(request, response) {
    const described = JSON.stringify(await describeRequest(request));
    response.setHeader("content-type", "application/json");
    response.end(described);
  },
  status(_request, response, part) {
    response.statusCode = Number(part);
    response.setHeader("x-status", part);
    response.end(`status ${part}`);
  },
  empty: (_request, response, part) => response.writeHead(Number(part)).end(),
  message: (_request, response) => response.writeHead(200, "All Right", { "X-Mixed-Case": "Yes" }).end("fine"),
  cookies(_request, response) {
    response.setHeader("Set-Cookie", ["a=1; Path=/", "b=2; HttpOnly"]);
    response.appendHeader("Vary", "accept");
    response.appendHeader("Vary", "cookie");
    response.end();
  },
  latin(_request, response) {
    response.setHeader("x-latin", "caf\u00e9");
    response.end(Buffer.from("latin"));
  },
  mangled(_request, response) {
    response.setHeader("x-latin", "caf\u00e9");
    response.end("as UTF-8");
  },
  chunks(_request, response, part) {
    for (let index = 0; index < Number(part); index++) response.write(`chunk ${index}\n`);
    response.end();
  },
  encodings(_request, response) {
    response.write("c3a9", "hex");
    response.write("ZsO8cg==", "base64");
    response.write("\u00fc", "latin1");
    response.end("\u20ac");
  },
  corked(_request, response) {
    response.write("before ");
    response.cork();
    response.write("within ");
    response.write("and ");
    response.uncork();
    response.end("after");
  },
  stream: (_request, response, part) =>
    Readable.from(
      (function* () {
        for (let index = 0; index < Number(part); index++) yield text(20_000);
      })(),
    ).pipe(response),
  big: (_request, response, part) => response.end(text(Number(part))),
  async drained(request, response) {
    let waits = 0;
    for (let index = 0; index < 20; index++) {
      if (response.write(text(40_000))) continue;
      waits++;
      await new Promise((resolve) => response.once("drain", resolve));
    }
    note(request, waits > 0 ? "drained" : "never full");
    response.end();
  },
  sized: (_request, response) => response.writeHead(200, { "content-length": 10 }).end(text(10)),
  flushed(_request, response) {
    response.setHeader("content-length", "4");
    response.flushHeaders();
    setImmediate(() => response.end("late"));
  },
  // The response is complete without an `end`; the socket's listener ends it afterwards.
  unended(_request, response) {
    response.writeHead(200, { "content-length": 4 });
    response.write("full");
    setImmediate(() => response.end());
  },
  tooLong: (_request, response) => response.writeHead(200, { "content-length": 3 }).end("longer"),
  hints(_request, response) {
    response.writeEarlyHints({ link: ["</a.css>; rel=preload", "</b.js>; rel=preload"], "x-hint": "1" });
    response.end("hinted");
  },
  processing(_request, response) {
    response.writeProcessing();
    response.writeProcessing();
    response.end("processed");
  },
  trailers(request, response) {
    if (request.method !== "HEAD") response.setHeader("Trailer", "x-checksum");
    response.write("body");
    response.addTrailers({ "x-checksum": "abc", "X-Other": "1" });
    response.end();
  },
  pipe: (request, response) => request.pipe(response),
  ignoring: (_request, response) => response.end("not read"),
  async reading(request, response) {
    let size = 0;
    request.on("data", (chunk: Buffer) => {
      size += chunk.length;
      request.pause();
      setImmediate(() => request.resume());
    });
    request.on("end", () => response.end(String(size)));
  },
  destroy: (_request, response) => void response.destroy(),
  destroySocket: (request) => void request.socket.destroy(),
  destroyRequest: (request) => void request.destroy(),
  destroyLate(_request, response) {
    response.write("a part");
    setImmediate(() => response.destroy());
  },
  slow: () => undefined,
  dripping(_request, response) {
    const timer = setInterval(() => response.write("drop"), 1);
    response.on("close", () => clearInterval(timer));
  },
  twice(request, response) {
    response.end("once");
    response.on("error", () => note(request, "second end"));
    response.write("again");
  },
  header(request, response) {
    for (const [name, value] of [
      ["bad name", "x"],
      ["x-bad", "a\r\nb"],
      ["x-bad", "\u20ac"],
    ] as const) {
      try {
        response.setHeader(name, value);
      } catch (error) {
        note(request, String((error as NodeJS.ErrnoException).code));
      }
    }
    response.end();
  },
  sent(request, response) {
    response.write("x");
    try {
      response.setHeader("x-late", "1");
    } catch (error) {
      note(request, String((error as NodeJS.ErrnoException).code));
    }
    response.end(String(response.headersSent));
  },
  async states(request, response) {
    const state = (): string =>
      [response.headersSent, response.writableEnded, response.writableFinished, response.destroyed].join();
    note(request, state());
    response.end("x");
    note(request, [response.headersSent, response.writableEnded, response.destroyed].join());
    response.on("finish", () => note(request, state()));
    response.on("close", () => note(request, `${state()} ${response.socket === null}`));
  },
};

/** The names of all routes. */
export const rawNames: readonly string[] = Object.keys(routes);

/** Runs the route of a request: `/raw/<name>/<part>`. */
export function serveRaw(request: IncomingMessage, response: ServerResponse): void {
  const [, , name = "", part = ""] = (request.url ?? "").split("?")[0]?.split("/") ?? [];
  const route = routes[name];
  if (route === undefined) response.writeHead(404).end();
  else void route(request, response, part);
}
