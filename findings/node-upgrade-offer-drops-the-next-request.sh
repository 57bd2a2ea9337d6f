#!/usr/bin/env bash
# Software: Node 24.21.0 (node:http), a server without a listener for `upgrade`.
#
# What happens: a request that offers another protocol (`Upgrade: h2c`, as Java's HTTP client sends) is served as it is. A request
# that is pipelined behind it in the same packet is dropped: no event, no response, no error, and the connection stays open. Sent a
# moment later, the same request is served.
# Why it surprises: an offer that a server does not take is to be ignored (RFC 9110, 7.8), and pipelined requests are served otherwise.
# What it means: a client that pipelines waits until its own timeout.
#
# Seen 2026-11-30: {"no offer":["/a","/b"],"offer":["/a"],"offer, then later":["/a","/b"]}
. "$(dirname "$0")/lib.sh"
install

run <<'EOF'
import { createServer } from "node:http";
import { connect } from "node:net";

const server = createServer((request, response) => response.end(request.url));
await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
const request = (path, ...fields) => [`GET ${path} HTTP/1.1`, "host: a", ...fields, "", ""].join("\r\n");
const offer = ["connection: Upgrade, HTTP2-Settings", "upgrade: h2c", "http2-settings: AA"];

const read = (first, second, later) =>
  new Promise((resolve) => {
    let text = "";
    const socket = connect(server.address().port, "127.0.0.1");
    const paths = () => text.match(/\/[ab]$|\/[ab](?=HTTP)/g) ?? [];
    socket.on("data", (chunk) => {
      text += chunk;
      if (later && paths().length === 1) socket.write(second);
      if (paths().length === 2) socket.destroy();
    });
    socket.setTimeout(1_500, () => socket.destroy());
    socket.on("close", () => resolve(paths()));
    socket.write(later ? first : first + second);
  });
console.log(
  JSON.stringify({
    "no offer": await read(request("/a"), request("/b"), false),
    offer: await read(request("/a", ...offer), request("/b"), false),
    "offer, then later": await read(request("/a", ...offer), request("/b"), true),
  }),
);
server.closeAllConnections();
server.close();
EOF
expect '{"no offer":["/a","/b"],"offer":["/a"],"offer, then later":["/a","/b"]}'
