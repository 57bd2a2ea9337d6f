#!/usr/bin/env bash
# Software: nats-server 2.9.10; seen with @nats-io/transport-node 3.4.0 and @nats-io/jetstream 3.4.0, Node 24.21.0.
# Needs the program nats-server on the PATH: it runs one of its own, on a free port, over a temporary folder.
#
# What happens: one client publishes and waits for its acknowledgements, another purges the stream up to a sequence 50 messages
# back, every millisecond. If the server is killed with SIGKILL, it starts again without messages that it has acknowledged and
# that no purge was about: with the whole block in which the purge had its end. Seen in 7 of 25 kills. Removing the same
# messages with `deleteMessage` loses none.
# Why it surprises: without the purge no kill loses an acknowledged message, and a purge promises to keep what is behind it.
# What it means: do not trim a stream by purge while it is written. Delete messages one by one, or let acknowledgements
# remove them (interest, work queue).
#
# Seen 2026-11-30: {"lostByPurge":true,"lostByDeleteMessage":false}
. "$(dirname "$0")/lib.sh"
command -v nats-server > /dev/null || skip "no nats-server on the PATH"
nats-server --version | grep -q 'v2\.9\.' || skip "$(nats-server --version) is not 2.9"
install @nats-io/transport-node@3.4.0 @nats-io/jetstream@3.4.0

run <<'EOF'
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { jetstream, jetstreamManager } from "@nats-io/jetstream";
import { connect } from "@nats-io/transport-node";

const free = createServer().listen(0, "127.0.0.1");
await once(free, "listening");
const { port } = free.address();
free.close();
const folder = mkdtempSync(join(tmpdir(), "finding-nats-"));
const servers = `127.0.0.1:${port}`;
let server;
async function start() {
  server = spawn("nats-server", ["-a", "127.0.0.1", "-p", port, "-js", "-sd", folder], { stdio: "ignore" });
  for (;;) {
    try {
      return await connect({ servers, reconnect: false, timeout: 1000 });
    } catch {
      await wait(10);
    }
  }
}
/** Publishes, removes what is 50 messages old, kills the server; returns confirmed messages that are gone. */
async function lose(remove) {
  let connection = await start();
  let manager = await jetstreamManager(connection);
  await manager.streams.add({ name: "s", subjects: ["s"] });
  const client = jetstream(connection, { timeout: 1000 });
  let [last, removed, over] = [0, 0, false];
  const work = async (step) => {
    while (!over) await step().catch(() => wait(1));
  };
  const publishing = work(async () => {
    const batch = await Promise.all(Array.from({ length: 20 }, () => client.publish("s", "x".repeat(100))));
    last = Math.max(last, ...batch.map(({ seq }) => seq));
  });
  const removing = work(async () => {
    const [from, to] = [removed + 1, last - 50];
    if (to > removed) {
      removed = to;
      await remove(manager.streams, from, to);
    }
    await wait(1);
  });
  await wait(100 + Math.random() * 200);
  const exited = once(server, "exit");
  server.kill("SIGKILL");
  await exited;
  over = true;
  await Promise.all([publishing, removing]);
  connection = await start();
  manager = await jetstreamManager(connection);
  let lost = 0;
  for (let seq = removed + 1; seq <= last; seq += 1) {
    if ((await manager.streams.getMessage("s", { seq }).catch(() => null)) === null) lost += 1;
  }
  await manager.streams.delete("s");
  await connection.close();
  server.kill("SIGKILL");
  await once(server, "exit");
  return lost;
}
const rounds = 25;
const found = { purge: 0, deleteMessage: 0 };
for (let round = 0; round < rounds; round += 1) {
  if (found.purge === 0 && (await lose((streams, _, to) => streams.purge("s", { seq: to + 1 }))) > 0) found.purge += 1;
  if (round < 10) {
    const one = (streams, from, to) =>
      Promise.all(Array.from({ length: to - from + 1 }, (_, n) => streams.deleteMessage("s", from + n, false)));
    if ((await lose(one)) > 0) found.deleteMessage += 1;
  }
}
rmSync(folder, { recursive: true, force: true });
console.log(JSON.stringify({ lostByPurge: found.purge > 0, lostByDeleteMessage: found.deleteMessage > 0 }));
EOF
expect '{"lostByPurge":true,"lostByDeleteMessage":false}'
