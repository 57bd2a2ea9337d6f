#!/usr/bin/env bash
# Software: nats-server 2.9.10; seen with @nats-io/transport-node 3.4.0 and @nats-io/jetstream 3.4.0, Node 24.21.0.
# Needs NATS with JetStream: NATS_URL, by default nats://127.0.0.1:4222. It creates one stream and deletes it.
#
# What happens: a purge of one subject moves a consumer of all subjects behind the end of the stream. Five messages of another
# subject, which it has not received, are still in the stream; the consumer counts 0 pending and never delivers them.
# Why it surprises: the filter of a purge names what is removed, and nothing of the other subject is.
# What it means: cleaning up one subject loses messages of others for every consumer with a wider filter. Purge only streams
# whose consumers have no wider filter, or delete messages one by one.
#
# Seen 2026-11-30: {"inStream":5,"pending":0,"next":null}
. "$(dirname "$0")/lib.sh"
export NATS_URL=${NATS_URL:-nats://127.0.0.1:4222}
need_service NATS "$NATS_URL" 4222
install @nats-io/transport-node@3.4.0 @nats-io/jetstream@3.4.0

run <<'EOF'
import { AckPolicy, DeliverPolicy, jetstream, jetstreamManager } from "@nats-io/jetstream";
import { connect } from "@nats-io/transport-node";
const connection = await connect({ servers: process.env.NATS_URL });
const manager = await jetstreamManager(connection);
const client = jetstream(connection);
const name = `FINDING_${process.pid}_${Date.now()}`;
await manager.streams.add({ name, subjects: [`${name}.>`] });
try {
  await manager.consumers.add(name, { durable_name: "all", filter_subject: `${name}.>`, ack_policy: AckPolicy.Explicit });
  for (let n = 1; n <= 5; n += 1) { await client.publish(`${name}.kept`, `kept ${n}`); await client.publish(`${name}.purged`, "x"); }
  await manager.streams.purge(name, { filter: `${name}.purged` });
  const info = await manager.consumers.info(name, "all");
  const { state } = await manager.streams.info(name);
  const next = await (await client.consumers.get(name, "all")).next({ expires: 1000 });
  console.log(JSON.stringify({ inStream: state.messages, pending: info.num_pending, next: next?.string() ?? null }));
} finally {
  await manager.streams.delete(name);
  await connection.close();
}
EOF
expect '{"inStream":5,"pending":0,"next":null}'
