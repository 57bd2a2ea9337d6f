/** A node listener with a route for every behaviour that dispatchers pass on. */

import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import { gzipSync } from "node:zlib";

/** The listener, and what it saw. */
export interface Desk {
  readonly listener: RequestListener;
  /** Requests by path. */
  readonly hits: Map<string, number>;
  /** The paths of requests whose connection closed before the response was complete. */
  readonly closed: string[];
  /** Bytes that `/big` has written. */
  written: number;
}

/** The size of the body of `/big`, in bytes. */
export const bigBytes = 8 * 1024 * 1024;

/** Creates the listener. */
export function createDesk(): Desk {
  const desk: Desk = { listener, hits: new Map(), closed: [], written: 0 };
  const routes: Readonly<Record<string, (request: IncomingMessage, response: ServerResponse) => unknown>> = {
    "/text": (_request, response) => response.end("hello"),
    "/echo"(request, response) {
      const { method } = request;
      response.setHeader("x-method", String(method));
      response.setHeader("content-type", request.headers["content-type"] ?? "text/plain");
      request.pipe(response);
    },
    "/seen"(request, response) {
      const { url, headers } = request;
      response.setHeader("content-type", "application/json");
      response.end(JSON.stringify({ url, headers }));
    },
    "/repeated"(_request, response) {
      response.writeHead(200, "Fine", [
        ...["Set-Cookie", "a=1", "Set-Cookie", "b=2"],
        ...["X-Twice", "one", "X-Twice", "two", "X-Once", "1"],
      ]);
      response.end("repeated");
    },
    "/trailers"(_request, response) {
      response.setHeader("trailer", "x-sum");
      response.write("body");
      response.addTrailers({ "x-sum": "4" });
      response.end();
    },
    "/hints"(_request, response) {
      response.writeEarlyHints({ link: "</style.css>; rel=preload" });
      response.end("after hints");
    },
    "/empty": (_request, response) => response.writeHead(204).end(),
    "/moved": (_request, response) => response.writeHead(302, { location: "/text" }).end(),
    "/zipped": (_request, response) => response.setHeader("content-encoding", "gzip").end(gzipSync("unzipped")),
    "/flaky"(_request, response) {
      if ((desk.hits.get("/flaky") ?? 0) < 3) response.writeHead(503).end("not yet");
      else response.end("at last");
    },
    "/cached": (_request, response) =>
      response.setHeader("cache-control", "public, max-age=60").end(`hit ${desk.hits.get("/cached")}`),
    "/bad"(_request, response) {
      response.writeHead(422, { "content-type": "application/json" }).end('{"fault":"color"}');
    },
    "/silent": () => undefined,
    "/half"(_request, response) {
      response.write("half");
    },
    "/big"(_request, response) {
      const chunk = Buffer.alloc(64 * 1024, "x");
      const write = (): void => {
        while (desk.written < bigBytes) {
          desk.written += chunk.length;
          if (!response.write(chunk)) {
            response.once("drain", write);
            return;
          }
        }
        response.end();
      };
      write();
    },
    "/slow-steps"(_request, response) {
      let steps = 0;
      const step = (): void => {
        response.write(`${steps};`);
        steps += 1;
        if (steps < 3) setImmediate(step);
        else response.end();
      };
      step();
    },
  };
  function listener(request: IncomingMessage, response: ServerResponse): void {
    const { pathname } = new URL(request.url ?? "/", "http://desk");
    desk.hits.set(pathname, (desk.hits.get(pathname) ?? 0) + 1);
    response.on("close", () => {
      if (!response.writableFinished) desk.closed.push(pathname);
    });
    const route = routes[pathname];
    if (route === undefined) response.writeHead(404).end(`no ${pathname}`);
    else route(request, response);
  }
  return desk;
}
