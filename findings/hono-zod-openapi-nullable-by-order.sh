#!/usr/bin/env bash
# Software: @hono/zod-openapi 1.6.3 with hono 4.13.19 and zod 4.6.7, Node 24.21.0.
#
# What happens: a named schema used once plain and once as `.nullable()` gets one component, and both uses are the same
# `$ref`. Which use is met first decides whether the component admits null: written after the plain one, the nullable use
# loses its null; written before it, the plain use gains one. The server keeps to the schemas in both cases.
# Why it surprises: `.nullable()` makes a new schema in zod, and the order of properties says nothing in either language.
# What it means: a client generated from the document refuses the server's null, or sends a null that the server answers
# with 400, and moving a line in the source changes which. Give the nullable variant a name of its own:
# `Address.nullable().openapi("MaybeAddress")`.
#
# Seen 2026-11-30: the line at the end of this file.
. "$(dirname "$0")/lib.sh"
install @hono/zod-openapi@1.6.3 hono@4.13.19 zod@4.6.7

run <<'EOF'
import { createRoute, OpenAPIHono, z } from "@hono/zod-openapi";

async function look(properties) {
  const Address = z.object({ street: z.string() }).openapi("Address");
  const schema = z.object(properties(Address));
  const app = new OpenAPIHono();
  app.openapi(
    createRoute({
      method: "post",
      path: "/orders",
      request: { body: { required: true, content: { "application/json": { schema } } } },
      responses: { 204: { description: "taken" } },
    }),
    (context) => context.body(null, 204),
  );
  const post = async (order) => {
    const headers = { "content-type": "application/json" };
    return (await app.request("/orders", { method: "POST", headers, body: JSON.stringify(order) })).status;
  };
  const document = app.getOpenAPI31Document({ openapi: "3.1.0", info: { title: "orders", version: "1" } });
  const street = { street: "Main Street 1" };
  return {
    component: document.components.schemas.Address.type,
    serverOnNullPlain: await post({ to: null, billTo: street }),
    serverOnNullNullable: await post({ to: street, billTo: null }),
  };
}

console.log(
  JSON.stringify({
    plainFirst: await look((Address) => ({ to: Address, billTo: Address.nullable() })),
    nullableFirst: await look((Address) => ({ billTo: Address.nullable(), to: Address })),
  }),
);
EOF
expect '{"plainFirst":{"component":"object","serverOnNullPlain":400,"serverOnNullNullable":204},"nullableFirst":{"component":["object","null"],"serverOnNullPlain":400,"serverOnNullNullable":204}}'
