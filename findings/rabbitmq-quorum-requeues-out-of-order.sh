#!/usr/bin/env bash
# Software: amqplib 2.3.1, Node 24.21.0; seen on RabbitMQ 3.10.8 (quorum queue).
# Needs RabbitMQ: RABBITMQ_URL, by default amqp://guest:guest@127.0.0.1:5672. It creates two queues and deletes them.
#
# What happens: a consumer gives back 100 unacknowledged messages by one `basic.nack` with `multiple` and `requeue`. A
# queue with an `x-delivery-limit` returns them to its head, but shuffled; one without returns them to its tail, behind
# messages that came later. Closing the channel instead returns them to the head, in order.
# Why it surprises: the same messages go back in both ways, and only one of them keeps the order; the limit, which is
# about poisoned messages, decides where they go.
# What it means: do not requeue where order matters. Keep the batch and try it again in the process, or close the channel.
#
# Seen 2026-11-30: {"limit":{"nack":"shuffled","close":"in order"},"none":{"nack":"at the tail","close":"in order"}}
. "$(dirname "$0")/lib.sh"
export RABBITMQ_URL=${RABBITMQ_URL:-amqp://guest:guest@127.0.0.1:5672}
need_service RabbitMQ "$RABBITMQ_URL" 5672
install amqplib@2.3.1

run <<'EOF'
import { setTimeout as sleep } from "node:timers/promises";
import amqp from "amqplib";

const connection = await amqp.connect(process.env.RABBITMQ_URL);
const numbers = Array.from({ length: 300 }, (_, n) => n);

async function giveBack(limit, how) {
  const queue = `finding-${process.pid}-${Date.now()}`;
  const channel = await connection.createConfirmChannel();
  await channel.assertQueue(queue, { durable: true, arguments: { "x-queue-type": "quorum", ...limit } });
  try {
    for (const n of numbers) channel.sendToQueue(queue, Buffer.from(String(n)));
    await channel.waitForConfirms();

    const first = await connection.createChannel();
    await first.prefetch(100);
    let held = 0;
    const { consumerTag } = await first.consume(queue, () => { held += 1; });
    for (let tries = 0; held < 100 && tries < 200; tries += 1) await sleep(20);
    await first.cancel(consumerTag);
    if (how === "nack") first.nackAll(true);
    await first.close();

    const second = await connection.createChannel();
    const seen = [];
    await second.consume(queue, ({ content }) => seen.push(Number(content)), { noAck: true });
    for (let tries = 0; seen.length < 300 && tries < 200; tries += 1) await sleep(20);
    await second.close();
    if (seen.length !== 300) return `${seen.length} messages`;
    if (seen.every((n, index) => n === index)) return "in order";
    return seen.slice(0, 200).every((n, index) => n === index + 100) ? "at the tail" : "shuffled";
  } finally {
    await channel.deleteQueue(queue);
    await channel.close();
  }
}

const found = {};
for (const [name, limit] of [["limit", { "x-delivery-limit": 1000 }], ["none", {}]]) {
  found[name] = { nack: await giveBack(limit, "nack"), close: await giveBack(limit, "close") };
}
console.log(JSON.stringify(found));
await connection.close();
EOF
expect '{"limit":{"nack":"shuffled","close":"in order"},"none":{"nack":"at the tail","close":"in order"}}'
