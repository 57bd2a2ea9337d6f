#!/usr/bin/env bash
# Software: Node 24.21.0 (node:http), responses and client requests alike.
#
# What happens: header values are read as ISO 8859-1, and `response.write(bytes)` and `end()` send them so; `flushHeaders()` sends
# the same head in UTF-8. A value with one byte beyond ASCII (`ü` as 0xfc) arrives as two bytes.
# Why it surprises: flushing is documented to send the head early, not in another encoding; a proxy that flushes heads so that
# streams begin at once changes the values that it passes on. `write(Buffer.alloc(0))` sends the head as early, and unchanged.
# What it means: cookies and file names beyond ASCII break only where a head is flushed.
#
# Seen 2026-11-30: {"end":"fc","flushHeaders, end":"c3bc","write of no bytes, end":"fc"}
. "$(dirname "$0")/lib.sh"
install

run <<'EOF'
import { createServer } from "node:http";
import { connect } from "node:net";

const server = createServer((request, response) => {
  response.setHeader("x-name", "\u00fc");
  if (request.url === "/flush") response.flushHeaders();
  if (request.url === "/write") response.write(Buffer.alloc(0));
  response.end();
});
await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
const read = (path) =>
  new Promise((resolve) => {
    const socket = connect(server.address().port, "127.0.0.1");
    const chunks = [];
    socket.on("data", (chunk) => chunks.push(chunk));
    socket.on("close", () => resolve(/x-name: ([^\r]*)/.exec(Buffer.concat(chunks).toString("latin1"))[1]));
    socket.write(`GET ${path} HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n`);
  });
const hex = async (path) => Buffer.from(await read(path), "latin1").toString("hex");
console.log(
  JSON.stringify({
    end: await hex("/"),
    "flushHeaders, end": await hex("/flush"),
    "write of no bytes, end": await hex("/write"),
  }),
);
server.closeAllConnections();
server.close();
EOF
expect '{"end":"fc","flushHeaders, end":"c3bc","write of no bytes, end":"fc"}'
