#!/usr/bin/env bash
# Software: msw 3.0.5 and msw 2.15.0 in one process, Node 24.21.0.
#
# What happens: with both majors listening, the older one first, each mocks its own routes. When the msw 2 server closes, the
# mocks of msw 3 stop working too: its requests go out to the network.
# Why it surprises: two copies of a library under two names share nothing that you can see, and while both listen they get
# on well.
# What it means: during a migration, or with a dependency that brings the other major, tests that run after somebody else's
# `afterAll` call real services, silently. Keep one major in a process.
#
# Seen 2026-11-30: {"both":"mocked by 3","msw 2 closed":"the real server"}
. "$(dirname "$0")/lib.sh"
install msw2@npm:msw@2.15.0 msw3@npm:msw@3.0.5

run <<'EOF'
import { createServer } from "node:http";
import { http as http3, HttpResponse as Response3 } from "msw3";
import { setupServer as setup3 } from "msw3/node";
import { setupServer as setup2 } from "msw2/node";

const server = createServer((_, response) => response.setHeader("connection", "close").end("the real server"));
await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
const url = `http://127.0.0.1:${server.address().port}/`;
const read = async () => (await fetch(url)).text();

const two = setup2();
const three = setup3(http3.get(url, () => Response3.text("mocked by 3")));
two.listen({ onUnhandledRequest: "bypass" });
three.listen({ onUnhandledFrame: "bypass" });
const both = await read();
two.close();
console.log(JSON.stringify({ both, "msw 2 closed": await read() }));
three.close();
server.close();
EOF
expect '{"both":"mocked by 3","msw 2 closed":"the real server"}'
