#!/usr/bin/env bash
# Software: @nats-io/transport-node 3.4.0 and @nats-io/jetstream 3.4.0, Node 24.21.0; seen on nats-server 2.9.10.
# Needs NATS 2.9 with JetStream: NATS_URL, by default nats://127.0.0.1:4222. It creates one stream and deletes it.
#
# What happens: on a server older than 2.10, `message.term()` ends a message, and `message.term("reason")` does nothing: no
# error on either side, and the message is delivered again after ack_wait.
# Why it surprises: the same client refuses other features that are too new for the server, with an error, and a reason
# looks like a note for the log.
# What it means: poisoned messages come back for ever, but only on the machines with the older server. Ask
# `connection.info.version` before you pass a reason.
#
# Seen 2026-11-30: {"term()":"gone","term(reason)":"delivered again, delivery 2"}
. "$(dirname "$0")/lib.sh"
export NATS_URL=${NATS_URL:-nats://127.0.0.1:4222}
need_service NATS "$NATS_URL" 4222
install @nats-io/transport-node@3.4.0 @nats-io/jetstream@3.4.0

run <<'EOF'
import { AckPolicy, jetstream, jetstreamManager } from "@nats-io/jetstream";
import { connect } from "@nats-io/transport-node";

const connection = await connect({ servers: process.env.NATS_URL });
const name = `FINDING_${process.pid}_${Date.now()}`;

async function fateAfter(end) {
  const manager = await jetstreamManager(connection);
  const client = jetstream(connection);
  await manager.streams.add({ name, subjects: [`${name}.>`] });
  try {
    await manager.consumers.add(name, { durable_name: "worker", ack_policy: AckPolicy.Explicit, ack_wait: 1_000_000_000 });
    await client.publish(`${name}.job`, "poison");
    const consumer = await client.consumers.get(name, "worker");
    end(await consumer.next({ expires: 2000 }));
    const again = await consumer.next({ expires: 4000 });
    return again === null ? "gone" : `delivered again, delivery ${again.info.deliveryCount}`;
  } finally {
    await manager.streams.delete(name);
  }
}

const { version } = connection.info;
if (version.startsWith("2.9.")) {
  const plain = await fateAfter((message) => message.term());
  const withReason = await fateAfter((message) => message.term("cannot be parsed"));
  console.log(JSON.stringify({ "term()": plain, "term(reason)": withReason }));
} else {
  console.log(`skipped: nats-server ${version} instead of 2.9`);
}
await connection.close();
EOF
expect '{"term()":"gone","term(reason)":"delivered again, delivery 2"}'
