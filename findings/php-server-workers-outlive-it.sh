#!/usr/bin/env bash
# Software: the built-in web server of PHP 8.2.36 (php -S).
#
# What happens: with PHP_CLI_SERVER_WORKERS=2, SIGTERM ends the process that was started, and its two workers go on to serve
# its port. Without the variable the server ends.
# Why it surprises: the process that was started exits as if all was well, and the port still responds; the next server on it
# reports that the address is in use.
# What it means: a test or a supervisor that stops the process it started leaves others behind. Start it in a process group of
# its own and signal the group.
#
# Seen 2026-11-30: {"alone":"refused","withWorkers":"served"}
. "$(dirname "$0")/lib.sh"
command -v php > /dev/null || skip "no php here"
install

run <<'EOF'
import { spawn } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { createServer } from "node:net";

writeFileSync("index.php", "<?php echo 'hello';");

async function probe(env) {
  const reserved = createServer().listen(0, "127.0.0.1");
  await once(reserved, "listening");
  const { port } = reserved.address();
  reserved.close();
  await once(reserved, "close");
  const address = `127.0.0.1:${port}`;
  // The workers hold the pipe open, so the end of the process is its exit and not its close.
  const server = spawn("php", ["-S", address, "index.php"], { detached: true, env: { ...process.env, ...env } });
  let log = "";
  const started = env.PHP_CLI_SERVER_WORKERS === undefined ? 1 : 3;
  while ((log.match(/ started/g) ?? []).length < started) log += (await once(server.stderr, "data"))[0];
  const exited = once(server, "exit");
  server.kill("SIGTERM");
  await exited;
  const found = await fetch(`http://${address}`).then(
    () => "served",
    () => "refused",
  );
  try {
    process.kill(-server.pid, "SIGKILL");
  } catch {
    // the group has ended
  }
  return found;
}

const alone = await probe({});
console.log(JSON.stringify({ alone, withWorkers: await probe({ PHP_CLI_SERVER_WORKERS: "2" }) }));
process.exit();
EOF
expect '{"alone":"refused","withWorkers":"served"}'
