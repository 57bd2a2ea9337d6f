#!/usr/bin/env bash
# Software: fastify 5.12.8 (fast-json-stringify), Node 24.21.0.
#
# What happens: a response schema does not check the answer, it rewrites it. null becomes "" or 0, the text "false"
# becomes true, an object under `type: string` becomes "[object Object]"; `enum` and `maxLength` are not looked at. The
# status stays 200.
# Why it surprises: the body schema of the same route refuses what does not fit; the response schema makes it fit.
# What it means: a wrong answer reaches the caller in the right shape, so neither side's validation sees it. Validate the
# answer yourself before it is serialised, if the schema is a promise to the caller.
#
# Seen 2026-11-30: {"name":"","price":0,"open":true,"status":"deleted","owner":"[object Object]"}
. "$(dirname "$0")/lib.sh"
install fastify@5.12.8

run <<'EOF'
import fastify from "fastify";

const restaurant = {
  type: "object",
  required: ["name", "price", "open", "status", "owner"],
  properties: {
    name: { type: "string" },
    price: { type: "integer" },
    open: { type: "boolean" },
    status: { type: "string", enum: ["active", "paused"] },
    owner: { type: "string" },
  },
};

const app = fastify();
app.get("/", { schema: { response: { 200: restaurant } } }, () => {
  return { name: null, price: null, open: "false", status: "deleted", owner: { id: 7 } };
});
const answer = await app.inject("/");
console.log(answer.statusCode === 200 ? answer.body : String(answer.statusCode));
EOF
expect '{"name":"","price":0,"open":true,"status":"deleted","owner":"[object Object]"}'
