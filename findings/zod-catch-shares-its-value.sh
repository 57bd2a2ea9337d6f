#!/usr/bin/env bash
# Software: zod 4.6.7, Node 24.21.0.
#
# What happens: `.catch([])` hands out the very array it was given, to every caller; `.default([])` hands out a copy.
# Why it surprises: the two are siblings in the API and are used side by side for the same purpose, and the result of a
# parse is otherwise a fresh object.
# What it means: one caller that adds to its parsed result changes what all later callers of the process receive, under
# load as one user's data in another user's answer. Give `.catch()` a function: `.catch(() => [])`.
#
# Seen 2026-11-30: {"default":[],"catch":["added by the first caller"],"catchFunction":[]}
. "$(dirname "$0")/lib.sh"
install zod@4.6.7

run <<'EOF'
import { z } from "zod";

// Parses twice, and changes the first result in between, as a caller may.
function secondResult(tags, input) {
  const schema = z.object({ tags });
  schema.parse(input).tags.push("added by the first caller");
  return schema.parse(input).tags;
}

console.log(
  JSON.stringify({
    default: secondResult(z.array(z.string()).default([]), {}),
    catch: secondResult(z.array(z.string()).catch([]), { tags: "no array" }),
    catchFunction: secondResult(z.array(z.string()).catch(() => []), { tags: "no array" }),
  }),
);
EOF
expect '{"default":[],"catch":["added by the first caller"],"catchFunction":[]}'
