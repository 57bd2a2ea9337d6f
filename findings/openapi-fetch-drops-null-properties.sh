#!/usr/bin/env bash
# Software: openapi-fetch 0.17.0 with openapi-typescript-helpers 0.1.0, TypeScript 5.9.3, Node 24.21.0.
#
# What happens: the types of responses lose every property whose type is `null` alone. `paths` says `state?: null`, as
# openapi-typescript writes it for `type: "null"`, and the data of the response has no `state` at all.
# Why it surprises: a property that is always null is the usual way to tell the members of a union apart in TypeScript, and
# `string | null` beside it stays. The helper `Readable` asks whether `NonNullable<T>` is write-only, and `never` is everything.
# What it means: a union that narrows by such a property in the generated types does not in the client: reading the
# property is an error of the compiler. Narrow by `"state" in value` instead.
#
# Seen 2026-11-30: `mixed` can be read from the data, `state` is reported as missing (TS2339).
. "$(dirname "$0")/lib.sh"
install openapi-fetch@0.17.0 openapi-typescript-helpers@0.1.0 typescript@5.9.3

cat > use.ts <<'END'
import createClient from "openapi-fetch";
interface Thing { state?: null; mixed?: string | null }
interface paths {
  "/thing": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never };
    get: {
      parameters: { query?: never; header?: never; path?: never; cookie?: never };
      requestBody?: never;
      responses: { 200: { headers: { [name: string]: unknown }; content: { "application/json": Thing } } };
    };
  };
}
const { data } = await createClient<paths>({ baseUrl: "http://localhost" }).GET("/thing");
data?.mixed;
data?.state;
END

run <<'EOF'
import { spawnSync } from "node:child_process";
const options = ["--noEmit", "--strict", "--skipLibCheck", "--target", "es2022", "--module", "nodenext", "--lib", "es2022,dom"];
const { stdout } = spawnSync(process.execPath, ["node_modules/typescript/bin/tsc", ...options, "use.ts"], { encoding: "utf8" });
console.log(stdout.split("\n").filter((line) => line.includes("error")).map((line) => line.replace(/ on type.*/, "")).join("; "));
EOF
expect "use.ts(15,7): error TS2339: Property 'state' does not exist"
