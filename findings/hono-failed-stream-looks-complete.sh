#!/usr/bin/env bash
# Software: hono 4.13.19 with @hono/node-server 2.1.9, Node 24.21.0.
#
# What happens: an error thrown inside `stream()` (and `streamText()`, `streamSSE()`) after the first chunk ends the body in
# good order. The caller sees status 200 and a complete, shorter body. A ReadableStream of your own that fails at the same
# place breaks the connection off, and the caller gets an error.
# Why it surprises: HTTP/1.1 has exactly one way to say "this body is not whole", and the helper for streaming says the
# opposite.
# What it means: an export cut in half is stored as a whole one. Send a last line that says "end", and check it, or return
# a ReadableStream.
#
# Seen 2026-11-30: {"stream()":"row 1;","ReadableStream":"error"}
. "$(dirname "$0")/lib.sh"
install hono@4.13.19 @hono/node-server@2.1.9

run <<'EOF'
import { serve } from "@hono/node-server";
import { Hono } from "hono";
import { stream } from "hono/streaming";

async function* rows() {
  yield "row 1;";
  throw new Error("the database went away");
}

const app = new Hono();
app.get("/helper", (context) =>
  stream(context, async (out) => {
    for await (const row of rows()) await out.write(row);
  }),
);
app.get("/plain", (context) => context.body(ReadableStream.from(rows()).pipeThrough(new TextEncoderStream())));

const server = serve({ fetch: app.fetch, hostname: "127.0.0.1", port: 0 });
await new Promise((listening) => server.once("listening", listening));
const read = async (path) => {
  try {
    return await (await fetch(`http://127.0.0.1:${server.address().port}${path}`)).text();
  } catch {
    return "error";
  }
};
console.log(JSON.stringify({ "stream()": await read("/helper"), ReadableStream: await read("/plain") }));
server.closeAllConnections();
server.close();
EOF
expect '{"stream()":"row 1;","ReadableStream":"error"}'
