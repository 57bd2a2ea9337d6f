#!/usr/bin/env bash
# Software: amqplib 2.3.1, Node 24.21.0; seen on RabbitMQ 3.10.8 (quorum queue).
# Needs RabbitMQ: RABBITMQ_URL, by default amqp://guest:guest@127.0.0.1:5672. It creates one queue and deletes it.
#
# What happens: a message that a worker has merely prefetched uses up the queue's `x-delivery-limit` when the worker's
# connection ends. With a limit of 2 the message is gone after three connections, and no handler ever looked at it.
# Why it surprises: the limit is described as protection from poisoned messages, which fail again and again; these never
# failed.
# What it means: a rolling deployment or a few restarts throw away good messages that were waiting behind slow ones, the
# more the larger the prefetch. Keep prefetch equal to concurrency, always name a dead-letter exchange, and set the limit
# well above the restarts that a message may live through.
#
# Seen 2026-11-30: {"seen":["-","1","2"],"left":0}
. "$(dirname "$0")/lib.sh"
export RABBITMQ_URL=${RABBITMQ_URL:-amqp://guest:guest@127.0.0.1:5672}
need_service RabbitMQ "$RABBITMQ_URL" 5672
install amqplib@2.3.1

run <<'EOF'
import { setTimeout as sleep } from "node:timers/promises";
import amqp from "amqplib";

const queue = `finding-${process.pid}-${Date.now()}`;
const connection = await amqp.connect(process.env.RABBITMQ_URL);
const channel = await connection.createConfirmChannel();
await channel.assertQueue(queue, { durable: true, arguments: { "x-queue-type": "quorum", "x-delivery-limit": 2 } });
try {
  channel.sendToQueue(queue, Buffer.from("an order"));
  await channel.waitForConfirms();

  // A worker that is stopped with the message in its buffer: it gets the message, handles nothing, and leaves.
  const seen = [];
  for (let worker = 1; worker <= 3; worker += 1) {
    const own = await amqp.connect(process.env.RABBITMQ_URL);
    const buffer = await own.createChannel();
    await buffer.prefetch(10);
    const message = new Promise((take) => buffer.consume(queue, take));
    const taken = await Promise.race([message, sleep(5000, undefined, { ref: false })]);
    seen.push(taken === undefined ? "nothing" : String(taken.properties.headers["x-delivery-count"] ?? "-"));
    await own.close();
  }

  let left = 1;
  for (let tries = 0; left > 0 && tries < 50; tries += 1) {
    await sleep(100);
    left = (await channel.checkQueue(queue)).messageCount;
  }
  console.log(JSON.stringify({ seen, left }));
} finally {
  await channel.deleteQueue(queue);
  await connection.close();
}
EOF
expect '{"seen":["-","1","2"],"left":0}'
