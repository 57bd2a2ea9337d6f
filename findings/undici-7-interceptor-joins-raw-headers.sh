#!/usr/bin/env bash
# Software: undici 7.30.2 (dispatcher.compose, responseHeaders: "raw"), compared with 8.13.1.
#
# What happens: behind any interceptor, one that only passes requests on included, the raw headers of a response are no longer
# raw: names are in lower case, and the values of a repeated field are one, joined by a comma. Without an interceptor, and in
# undici 8, every line is there as the server sent it.
# Why it surprises: `responseHeaders: "raw"` is what code asks for that needs lines as they came, and an interceptor for
# something else (retries, a log) changes them for all requests. Two cookies become one text, which no parser can take apart.
# What it means: read `set-cookie` from the parsed headers, where repeated values stay a list, or use undici 8.
#
# Seen 2026-11-30: {"7 alone":["Set-Cookie","a=1","Set-Cookie","b=2"],"7 composed":["set-cookie","a=1,b=2"],"8 composed":["Set-Cookie","a=1","Set-Cookie","b=2"]}
. "$(dirname "$0")/lib.sh"
install undici7@npm:undici@7.30.2 undici8@npm:undici@8.13.1

run <<'EOF'
import { createServer } from "node:http";
import * as undici7 from "undici7";
import * as undici8 from "undici8";

const server = createServer((request, response) => {
  response.writeHead(200, ["Set-Cookie", "a=1", "Set-Cookie", "b=2"]).end("cookies");
});
await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
const url = `http://127.0.0.1:${server.address().port}/`;
const passOn = (dispatch) => (options, handler) => dispatch(options, handler);
async function read({ request }, dispatcher) {
  const { headers, body } = await request(url, { dispatcher, responseHeaders: "raw" });
  await body.dump();
  await dispatcher.close();
  return headers.filter((_, index) => headers[index - (index % 2)].toLowerCase() === "set-cookie");
}
console.log(
  JSON.stringify({
    "7 alone": await read(undici7, new undici7.Agent()),
    "7 composed": await read(undici7, new undici7.Agent().compose(passOn)),
    "8 composed": await read(undici8, new undici8.Agent().compose(passOn)),
  }),
);
server.close();
EOF
expect '{"7 alone":["Set-Cookie","a=1","Set-Cookie","b=2"],"7 composed":["set-cookie","a=1,b=2"],"8 composed":["Set-Cookie","a=1","Set-Cookie","b=2"]}'
