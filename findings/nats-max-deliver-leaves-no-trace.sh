#!/usr/bin/env bash
# Software: @nats-io/transport-node 3.4.0 and @nats-io/jetstream 3.4.0, Node 24.21.0; seen on nats-server 2.9.10.
# Needs NATS with JetStream: NATS_URL, by default nats://127.0.0.1:4222. It creates one stream and deletes it.
#
# What happens: a message that reached `max_deliver` stays in the stream, also in a workqueue, and the consumer's info then
# counts it nowhere: 0 pending, 0 waiting for an ack. A higher `max_deliver` later does not bring it back. A new consumer on
# the same workqueue gets it at once, with delivery count 1.
# Why it surprises: "nothing pending" reads as "all done", and the name of the limit promises an end of the message, not a
# message that lives on unnoticed.
# What it means: monitoring by the consumer's counters shows green with lost work, and replacing the consumer runs the
# poisoned message again. Move a message aside yourself on its last delivery, and compare the stream's count as well.
#
# Seen 2026-11-30: {"pending":0,"waiting":0,"inStream":1,"afterHigherLimit":null,"newConsumer":"poison, delivery 1"}
. "$(dirname "$0")/lib.sh"
export NATS_URL=${NATS_URL:-nats://127.0.0.1:4222}
need_service NATS "$NATS_URL" 4222
install @nats-io/transport-node@3.4.0 @nats-io/jetstream@3.4.0

run <<'EOF'
import { AckPolicy, jetstream, jetstreamManager, RetentionPolicy } from "@nats-io/jetstream";
import { connect } from "@nats-io/transport-node";

const connection = await connect({ servers: process.env.NATS_URL });
const manager = await jetstreamManager(connection);
const client = jetstream(connection);
const name = `FINDING_${process.pid}_${Date.now()}`;
const next = async (durable) => (await client.consumers.get(name, durable)).next({ expires: 1000 });

await manager.streams.add({ name, subjects: [`${name}.>`], retention: RetentionPolicy.Workqueue });
try {
  await manager.consumers.add(name, { durable_name: "first", ack_policy: AckPolicy.Explicit, max_deliver: 2 });
  await client.publish(`${name}.job`, "poison");
  for (let delivery = 1; delivery <= 2; delivery += 1) (await next("first")).nak();
  await next("first");

  const info = await manager.consumers.info(name, "first");
  const { state } = await manager.streams.info(name);
  await manager.consumers.update(name, "first", { max_deliver: 10 });
  const afterHigherLimit = await next("first");
  await manager.consumers.delete(name, "first");
  await manager.consumers.add(name, { durable_name: "second", ack_policy: AckPolicy.Explicit });
  const again = await next("second");
  console.log(
    JSON.stringify({
      pending: info.num_pending,
      waiting: info.num_ack_pending,
      inStream: state.messages,
      afterHigherLimit,
      newConsumer: `${again.string()}, delivery ${again.info.deliveryCount}`,
    }),
  );
} finally {
  await manager.streams.delete(name);
  await connection.close();
}
EOF
expect '{"pending":0,"waiting":0,"inStream":1,"afterHigherLimit":null,"newConsumer":"poison, delivery 1"}'
