#!/usr/bin/env bash
# Software: Node 24.21.0 (node:http fed by stream.duplexPair, AsyncLocalStorage).
#
# What happens: a server that gets its connections in memory (`server.emit("connection", end)`) runs its handler inside the
# AsyncLocalStorage store of the code that opened the kept-alive connection. The second caller's request runs with the first
# caller's store.
# Why it surprises: over a real socket the handler sees no store at all, and with one request per test it sees the right one.
# What it means: an in-memory bridge between caller and server mixes up users, tenants and traces as soon as connections are
# reused. Emit the connection outside of any store (`AsyncResource`, `storage.exit`), or open one per call.
#
# Seen 2026-11-30: {"first":"first","second":"first","connections":1}
. "$(dirname "$0")/lib.sh"
install

run <<'EOF'
import { AsyncLocalStorage } from "node:async_hooks";
import { Agent, createServer, request } from "node:http";
import { duplexPair } from "node:stream";

const storage = new AsyncLocalStorage();
const server = createServer((_, response) => response.end(String(storage.getStore())));

let connections = 0;
class InMemoryAgent extends Agent {
  createConnection() {
    const [near, far] = duplexPair();
    for (const end of [near, far]) {
      for (const method of ["ref", "unref", "setKeepAlive", "setNoDelay", "setTimeout"]) end[method] = () => end;
    }
    connections += 1;
    server.emit("connection", far);
    return near;
  }
}

const agent = new InMemoryAgent({ keepAlive: true, maxSockets: 1 });
const call = (caller) =>
  storage.run(caller, async () => {
    const response = await new Promise((arrived) => request({ agent, host: "in-memory" }, arrived).end());
    return (await response.setEncoding("utf8").toArray()).join("");
  });
const first = await call("first");
const second = await call("second");
console.log(JSON.stringify({ first, second, connections }));
agent.destroy();
EOF
expect '{"first":"first","second":"first","connections":1}'
