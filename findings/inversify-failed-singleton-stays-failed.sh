#!/usr/bin/env bash
# Software: inversify 8.2.3 with reflect-metadata 0.2.2, Node 24.21.0.
#
# What happens: an asynchronous singleton whose factory rejected once is rejected for ever: the factory is not called
# again. A synchronous singleton whose factory threw is made anew on the next `get`.
# Why it surprises: the same binding in the same scope recovers or does not, depending on one `async`.
# What it means: a database that was not up when the first request came leaves the process answering with that first
# error until somebody restarts it. Open connections when the application starts, or bind a function that retries.
#
# Seen 2026-11-30: {"sync":["not up yet","connected"],"async":["not up yet","not up yet"],"asyncFactoryRuns":1}
. "$(dirname "$0")/lib.sh"
install inversify@8.2.3 reflect-metadata@0.2.2

run <<'EOF'
import "reflect-metadata";
import { Container } from "inversify";

function connectOnSecondTry() {
  let runs = 0;
  const connect = () => {
    runs += 1;
    if (runs === 1) throw new Error("not up yet");
    return "connected";
  };
  return { connect, runs: () => runs };
}

const container = new Container();
const sync = connectOnSecondTry();
const later = connectOnSecondTry();
container.bind("sync").toDynamicValue(() => sync.connect()).inSingletonScope();
container.bind("async").toDynamicValue(async () => later.connect()).inSingletonScope();

const results = { sync: [], async: [] };
for (const name of ["sync", "sync", "async", "async"]) {
  results[name].push(await (async () => container.getAsync(name))().catch((error) => error.message));
}
console.log(JSON.stringify({ ...results, asyncFactoryRuns: later.runs() }));
EOF
expect '{"sync":["not up yet","connected"],"async":["not up yet","not up yet"],"asyncFactoryRuns":1}'
