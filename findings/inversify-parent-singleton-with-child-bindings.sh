#!/usr/bin/env bash
# Software: inversify 8.2.3 with reflect-metadata 0.2.2, Node 24.21.0.
#
# What happens: a singleton bound in a parent container is built with the bindings of the child through which it is first
# asked for, and then handed to the parent and to every other child.
# Why it surprises: a singleton of the parent should see what the parent sees; who asks first decides instead.
# What it means: with a child container per tenant or per request, whatever the first one bound is inside an object
# that all others share, in production and not in the test that builds one container. Bind in the parent only what
# depends on nothing that a child rebinds, or ask the parent for it once before there are children.
#
# Seen 2026-11-30: {"first child":"mail of acme","parent":"mail of acme","second child":"mail of acme"}
. "$(dirname "$0")/lib.sh"
install inversify@8.2.3 reflect-metadata@0.2.2

run <<'EOF'
import "reflect-metadata";
import { Container } from "inversify";

const parent = new Container();
parent.bind("tenant").toConstantValue("nobody");
parent.bind("mail").toResolvedValue((tenant) => `mail of ${tenant}`, ["tenant"]).inSingletonScope();

const childOf = (tenant) => {
  const child = new Container({ parent });
  child.bind("tenant").toConstantValue(tenant);
  return child;
};

console.log(
  JSON.stringify({
    "first child": childOf("acme").get("mail"),
    parent: parent.get("mail"),
    "second child": childOf("globex").get("mail"),
  }),
);
EOF
expect '{"first child":"mail of acme","parent":"mail of acme","second child":"mail of acme"}'
