#!/usr/bin/env bash
# Software: zod 4.6.7, Node 24.21.0.
#
# What happens: a property whose schema admits undefined without being optional (`z.unknown()`, `z.any()`, a union with
# `z.undefined()`) takes `{ note: undefined }` and refuses `{}`.
# Why it surprises: both objects read the same (`value.note` is undefined), up to zod 4.3 both passed, and JSON turns the
# one into the other.
# What it means: an object that passes validation in the sender fails the same schema in the receiver. Whoever validates
# on both sides of a JSON wire, or moves a call from one process into two, meets it. Write `.optional()` as well, or
# validate what JSON makes of the value.
#
# Seen 2026-11-30: {"sent":true,"received":false,"optional":true}
. "$(dirname "$0")/lib.sh"
install zod@4.6.7

run <<'EOF'
import { z } from "zod";

const order = z.object({ id: z.string(), note: z.unknown() });
const relaxed = z.object({ id: z.string(), note: z.unknown().optional() });

const sent = { id: "o-1", note: undefined };
const received = JSON.parse(JSON.stringify(sent));

console.log(
  JSON.stringify({
    sent: order.safeParse(sent).success,
    received: order.safeParse(received).success,
    optional: relaxed.safeParse(received).success,
  }),
);
EOF
expect '{"sent":true,"received":false,"optional":true}'
