#!/usr/bin/env bash
# Software: @pact-foundation/pact-core 20.2.0, Node 24.21.0.
#
# What happens: a rule `{ combine: "OR", matchers: [{ match: "type" }, { match: "null" }] }` accepts a text and null, as
# written. At a property whose example is an object it refuses both the object and null. A query value `null`, which stands
# for a key without `=`, is accepted, and the key is not sent.
# Why it surprises: the rule is the way to say "may be null", and nothing says that it is for scalars only.
# What it means: a provider that does its job fails the verification. Expect nothing of an object or a list that may be null;
# do not write an empty list in a query as null.
#
# Seen 2026-11-30: the line at the end of this file.
. "$(dirname "$0")/lib.sh"
install @pact-foundation/pact-core@20.2.0

PACT_DO_NOT_TRACK=true run <<'EOF'
import { createServer } from "node:http";
import { writeFileSync } from "node:fs";
import { Verifier } from "@pact-foundation/pact-core";

let output;
const urls = [];
const provider = createServer((request, response) => {
  urls.push(request.url);
  response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(output));
});
await new Promise((resolve) => provider.listen(0, "127.0.0.1", resolve));
const rules = { "$.a": { combine: "OR", matchers: [{ match: "type" }, { match: "null" }] } };

async function verify(example, answer, query) {
  output = { a: answer };
  const body = { content: { a: example }, contentType: "application/json", encoded: false };
  const interaction = {
    type: "Synchronous/HTTP",
    description: "one",
    request: { method: "GET", path: "/", ...(query && { query }) },
    response: { status: 200, body, matchingRules: { body: rules } },
  };
  const metadata = { pactSpecification: { version: "4.0" } };
  writeFileSync("pact.json", JSON.stringify({ consumer: { name: "c" }, provider: { name: "p" }, interactions: [interaction], metadata }));
  const providerBaseUrl = `http://127.0.0.1:${provider.address().port}`;
  const verifier = new Verifier({ provider: "p", providerBaseUrl, pactUrls: ["pact.json"], logLevel: "error" });
  return verifier.verify().then(() => "accepted", () => "refused");
}

const found = {
  text: await verify("x", "y"),
  nullForText: await verify("x", null),
  object: await verify({ b: 1 }, { b: 1 }),
  nullForObject: await verify({ b: 1 }, null),
  query: (await verify("x", "y", { ids: [null] })) && urls.at(-1),
};
process.stdout.write(`\nFOUND${JSON.stringify(found)}\n`, () => process.exit());
EOF
found=$(grep -o 'FOUND.*' <<< "$found" | tail -1)
expect 'FOUND{"text":"accepted","nullForText":"accepted","object":"refused","nullForObject":"refused","query":"/"}'
