#!/usr/bin/env bash
# Software: Node 24.21.0 (node:http), compared with Node 20 in words.
#
# What happens: on a response of unknown length that has sent its first chunk, `cork()`, writes and `end()` in one turn send
# the closing chunk before the corked ones. The caller gets status 200 and a body without them, in good order. Node 20.20
# sends everything. An `uncork()` before `end()` sends everything on Node 24 as well.
# Why it surprises: `end()` is documented to flush what is corked, and streams are corked to be faster, not to be shorter.
# What it means: a body loses its end, and neither the server nor the caller notices. Call `uncork()` yourself.
#
# Seen 2026-11-30: {"cork, end":"head;","cork, uncork, end":"head;row 1;row 2;"}
. "$(dirname "$0")/lib.sh"
install

run <<'EOF'
import { createServer } from "node:http";

const server = createServer((request, response) => {
  response.write("head;");
  response.cork();
  response.write("row 1;");
  response.write("row 2;");
  if (request.url === "/uncork") response.uncork();
  response.end();
});
await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
const read = async (path) => (await fetch(`http://127.0.0.1:${server.address().port}${path}`)).text();
console.log(JSON.stringify({ "cork, end": await read("/"), "cork, uncork, end": await read("/uncork") }));
server.closeAllConnections();
server.close();
EOF
expect '{"cork, end":"head;","cork, uncork, end":"head;row 1;row 2;"}'
