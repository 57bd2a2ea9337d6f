/**
 * A target behind `foreign`: a plain application of node:http with the routes of the conformance
 * services, as an author writes it who does not know Seamline. It reads inputs and writes outputs
 * with zod alone, and reports failures by status and JSON.
 */

import { once } from "node:events";
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { createInterface } from "node:readline";
import type { ConformanceService, ConformanceTarget } from "@seamline/conformance";
import type { Transport } from "@seamline/core";
import { CallContext, type Operation } from "@seamline/core/extend";
import { z } from "zod";
import { createHttpTransport } from "../../src/index.ts";

/** The way from transports to a listener. */
export interface ForeignPassage {
  /** Creates a transport for one service. */
  connect(): Transport;
  close(): Promise<void>;
}

/** Plain HTTP over 127.0.0.1, to an application without Seamline. Named `foreign`. */
export function foreignTarget(): ConformanceTarget {
  return foreignTargetThrough("foreign", async (listener) => {
    const server = createServer(listener);
    await once(server.listen(0, "127.0.0.1"), "listening");
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    return {
      connect: () => createHttpTransport(url, { foreign: true }),
      async close() {
        server.closeAllConnections();
        await new Promise((resolve) => server.close(resolve));
      },
    };
  });
}

/** {@link foreignTarget} by another way to its listener. */
export function foreignTargetThrough(
  name: string,
  open: (listener: RequestListener) => Promise<ForeignPassage>,
): ConformanceTarget {
  return {
    name,
    async start(_dispatchers, services) {
      const routes = services.flatMap(routesOf);
      routes.sort((one, other) => one.placeholders - other.placeholders);
      const passage = await open((request, response) => {
        const { pathname } = new URL(request.url ?? "", "http://localhost");
        const found = routes
          .filter(({ operation }) => operation.http.method === request.method)
          .map((route) => ({ route, match: route.pattern.exec(pathname) }))
          .find(({ match }) => match !== null);
        if (found === undefined) {
          response.writeHead(404, { "content-type": "text/html" }).end("<h1>404</h1>");
          return;
        }
        void serve(found.route, found.match?.groups ?? {}, request, response);
      });
      const transports = new Map(services.map(({ contract }) => [contract.name, passage.connect()]));
      return {
        connect(service) {
          const found = transports.get(service);
          if (found === undefined) throw new RangeError(`${service}: expected one of the conformance services`);
          return found;
        },
        async close() {
          await Promise.all([...transports.values()].map((transport) => transport.close?.()));
          await passage.close();
        },
      };
    },
  };
}

interface Route {
  readonly operation: Operation;
  readonly pattern: RegExp;
  readonly placeholders: number;
  readonly run: (input: never, context: CallContext) => unknown;
}

/** Routes with literals are listed before those with placeholders, as authors do. */
function routesOf({ contract, handlers }: ConformanceService): readonly Route[] {
  const operations = Object.values(contract.operations);
  return operations.flatMap((operation) => {
    const run = handlers[operation.name];
    const parts = operation.http.segments.map((part) =>
      "literal" in part ? part.literal : `(?<${part.placeholder}>[^/]+)`,
    );
    return run === undefined
      ? []
      : [
          {
            operation,
            run,
            placeholders: operation.http.placeholders.length,
            pattern: new RegExp(`^/${parts.join("/")}$`),
          },
        ];
  });
}

async function serve(
  { operation, run }: Route,
  path: Readonly<Record<string, string>>,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  // The handlers of the suite take a context; nothing of the request is in it.
  const deadline = performance.now() + 10_000;
  const context = new CallContext({ operation, deadline, depth: 1, origin: "service", metadata: {} });
  response.once("close", () => context.cancel(context.fail("canceled", "the connection closed")));
  try {
    const input = await readInput(operation, path, request);
    const output = await run(input as never, context);
    if (operation.streaming !== undefined && operation.streaming.output !== "none") {
      await writeStream(operation, output as AsyncIterable<unknown>, response);
    } else if (operation.output === undefined) response.writeHead(204).end();
    else writeJson(response, 200, output);
  } catch (reason) {
    try {
      writeError(operation, reason, response);
    } catch {
      response.destroy(); // a hostile value was thrown
    }
  }
}

async function readInput(
  operation: Operation,
  path: Record<string, string>,
  request: IncomingMessage,
): Promise<unknown> {
  const { input, streaming, fieldLocations } = operation;
  if (streaming?.input === "bytes") return request;
  if (streaming?.input === "items") return readLines(operation, request);
  let text = "";
  for await (const chunk of request.setEncoding("utf8")) text += chunk;
  const fields: Record<string, unknown> = text === "" ? {} : JSON.parse(text);
  const { searchParams } = new URL(request.url ?? "", "http://localhost");
  // Every input of the suite is an object.
  const { properties = {} } = z.toJSONSchema(input.schema, { io: "input", unrepresentable: "any" });
  for (const [name, location] of fieldLocations) {
    const schema = properties[name];
    const header = request.headers[name.toLowerCase()];
    const given =
      location === "path"
        ? [decodeURIComponent(path[name] ?? "")]
        : location === "query"
          ? searchParams.getAll(name)
          : location === "header" && header !== undefined
            ? splitHeader(String(header), properties[name])
            : [];
    if (location === "body" || given.length === 0) continue;
    const type = typeof schema === "object" ? schema.type : undefined;
    const items = typeof schema === "object" && type === "array" ? schema.items : undefined;
    fields[name] =
      type === "array" ? given.map((one) => convert(one, (items as { type?: string }).type)) : convert(given[0], type);
  }
  return z.decode(input.schema, fields as never);
}

/** The texts of a header field: one, or those of a list. */
function splitHeader(text: string, schema: unknown): readonly string[] {
  const isList = (schema as { type?: unknown } | undefined)?.type === "array";
  return (isList ? text.split(",") : [text]).map(decodeURIComponent);
}

function convert(text: string | undefined, type: unknown): unknown {
  if (type === "number" || type === "integer") return Number(text);
  if (type === "boolean") return text === "true";
  return Array.isArray(type) && text !== undefined ? JSON.parse(text) : text;
}

async function* readLines(operation: Operation, request: IncomingMessage): AsyncGenerator<unknown> {
  for await (const line of createInterface(request)) yield z.decode(operation.input.schema, JSON.parse(line) as never);
}

async function writeStream(
  operation: Operation,
  items: AsyncIterable<unknown>,
  response: ServerResponse,
): Promise<void> {
  const isBytes = operation.streaming?.output === "bytes";
  try {
    for await (const item of items) {
      const part = isBytes ? item : `${print(item)}\n`;
      if (!response.headersSent) {
        response.writeHead(200, { "content-type": isBytes ? "application/octet-stream" : "application/x-ndjson" });
      }
      if (response.destroyed) return;
      if (!response.write(part)) await untilWritable(response);
    }
    if (!response.headersSent) response.writeHead(200, { "content-type": "application/x-ndjson" });
    response.end();
  } catch (reason) {
    if (!response.headersSent) throw reason;
    setImmediate(() => response.destroy()); // after what has been written
  }
}

function untilWritable(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const settle = (): void => {
      response.off("drain", settle).off("close", settle);
      resolve();
    };
    response.on("drain", settle).on("close", settle);
  });
}

/** Failures as JSON: a name, and what belongs to it. */
function writeError(operation: Operation, reason: unknown, response: ServerResponse): void {
  const { service, reason: name, details, retryAfterMs } = (reason ?? {}) as Record<string, unknown>;
  const declared = service === operation.service ? operation.errors.get(String(name)) : undefined;
  if (declared === undefined) {
    writeJson(response, 500, { message: "Internal Server Error" });
    return;
  }
  if (typeof retryAfterMs === "number") response.setHeader("retry-after", Math.ceil(retryAfterMs / 1000));
  const body = declared.details === undefined ? {} : details;
  writeJson(response, declared.status, { code: name, ...(body as object) });
}

/** JSON, with the two kinds of values that it lacks as text. */
function print(value: unknown): string {
  return JSON.stringify(value, (_key, one: unknown) => {
    if (one instanceof Uint8Array) return Buffer.from(one).toString("base64");
    return typeof one === "bigint" ? String(one) : one;
  });
}

function writeJson(response: ServerResponse, status: number, value: unknown): void {
  const body = print(value);
  response.writeHead(status, {
    "content-type": "application/json; charset=utf-8",
    "content-length": Buffer.byteLength(body),
  });
  response.end(body);
}
