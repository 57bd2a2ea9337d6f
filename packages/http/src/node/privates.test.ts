/**
 * Undocumented behaviour of Node and undici that this package relies on, as read in Node 22.19,
 * 24.21 and 26.10 (lib/_http_incoming.js, lib/_http_server.js, lib/_http_outgoing.js) and undici
 * 8.12.0, 8.12.4 and 8.13.1 (lib/dispatcher/client.js, agent.js and dispatcher.js, lib/core/connect.js
 * and symbols.js, lib/api/index.js). A test that fails after an update names the code to read again;
 * until then the shortcut is closed (see shortcuts.ts).
 */

import { createServer, IncomingMessage, ServerResponse } from "node:http";
import { createServer as createSecureServer } from "node:https";
import { createRequire } from "node:module";
import { type AddressInfo, createServer as createSocketServer, Socket } from "node:net";
import { Agent, Client, Dispatcher } from "undici";
import { describe, expect, it } from "vitest";
import { closedShortcuts } from "./shortcuts.ts";
import "./request.ts";
import "./undici-connection.ts";
import { leaveConnectionsUnlisted } from "./unlisted-connections.ts";

const require = createRequire(import.meta.url);

describe("Node", () => {
  it("has the headers of a request as an accessor of the prototype", () => {
    const accessor = Object.getOwnPropertyDescriptor(IncomingMessage.prototype, "headers");
    expect([typeof accessor?.get, typeof accessor?.set]).toEqual(["function", "function"]);
  });

  it("starts to read a body by _read", () => {
    const socket = new Socket();
    const request = new IncomingMessage(socket);
    request._read(0);
    expect(Reflect.get(request, "_consuming")).toBe(true);
    socket.destroy();
  });

  it.each([
    { protocol: "http", create: () => createServer() },
    { protocol: "https", create: () => createSecureServer() },
  ])("starts to list connections at the event listening only: $protocol", ({ create }) => {
    const server = create();
    const names = (): readonly string[] => server.listeners("listening").map((listener) => listener.name);
    expect(names()).toEqual(["setupConnectionsTracking"]);
    server.on("listening", function ofAnother() {});
    leaveConnectionsUnlisted(server);
    expect(names()).toEqual(["ofAnother"]);
  });

  it("keeps the connection of a response open without the header", () => {
    const request = new IncomingMessage(new Socket());
    const response = new ServerResponse(Object.assign(request, { httpVersionMajor: 1, httpVersionMinor: 1 }));
    expect(response.shouldKeepAlive).toBe(true);
    response.removeHeader("connection");
    expect(Reflect.get(response, "_removedConnection")).toBe(true);
  });
});

describe("closedShortcuts", () => {
  it("returns none with these versions", () => {
    expect(closedShortcuts()).toEqual([]);
  });
});

describe("undici", () => {
  it("is a version that was read", () => {
    expect(["8.12.0", "8.12.4", "8.13.1"]).toContain(require("undici/package.json").version);
  });

  it("has its client and its connector in separate modules", () => {
    expect(require("undici/lib/dispatcher/client.js")).toBe(Client);
    expect(require("undici/lib/core/connect.js")).toBeTypeOf("function");
  });

  it("has its dispatchers and their methods in separate modules", () => {
    expect(require("undici/lib/dispatcher/dispatcher.js")).toBe(Dispatcher);
    expect(require("undici/lib/dispatcher/agent.js")).toBe(Agent);
    const methods = ["connect", "pipeline", "request", "stream", "upgrade"];
    expect(Object.keys(require("undici/lib/api/index.js")).sort()).toEqual(methods);
  });

  it("stores the idle time of a connection under two symbols", async () => {
    const { kKeepAliveDefaultTimeout, kKeepAliveTimeoutValue } = require("undici/lib/core/symbols.js");
    const client = new Client("http://127.0.0.1:1", { keepAliveTimeout: 1_234 });
    expect([Reflect.get(client, kKeepAliveDefaultTimeout), Reflect.get(client, kKeepAliveTimeoutValue)]).toEqual([
      1_234, 1_234,
    ]);
    await client.close();
  });

  it("reports a chunked response that is cut, on a connection that was to close, as an invalid end", async () => {
    const server = createSocketServer((socket) => {
      socket.end("HTTP/1.1 200 OK\r\nconnection: close\r\ntransfer-encoding: chunked\r\n\r\n5\r\nhel");
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const client = new Client(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    const { body } = await client.request({ method: "GET", path: "/" });
    await expect(body.text()).rejects.toThrow(/Invalid EOF state/);
    await client.destroy();
    server.close();
  });
});
