#!/usr/bin/env bash
# Software: amqplib 2.3.1, Node 24.21.0; seen on RabbitMQ 3.10.8 (direct reply-to).
# Needs RabbitMQ: RABBITMQ_URL, by default amqp://guest:guest@127.0.0.1:5672. It creates one exclusive queue.
#
# What happens: an answer published with `mandatory` to a requester's `amq.rabbitmq.reply-to` address comes back as 312
# NO_ROUTE, although the requester is there and gets it.
# Why it surprises: `mandatory` exists to tell whether somebody takes the message; here it says "nobody" about one that
# arrived.
# What it means: a server that logs, counts or retries what is returned does so for every answer, and has no way to learn
# that a requester is gone. Leave `mandatory` off for answers, or give requesters an exclusive queue.
#
# Seen 2026-11-30: {"answer":"the bill","returned":"312 NO_ROUTE"}
. "$(dirname "$0")/lib.sh"
export RABBITMQ_URL=${RABBITMQ_URL:-amqp://guest:guest@127.0.0.1:5672}
need_service RabbitMQ "$RABBITMQ_URL" 5672
install amqplib@2.3.1

run <<'EOF'
import { setTimeout as sleep } from "node:timers/promises";
import amqp from "amqplib";

const queue = `finding-${process.pid}-${Date.now()}`;
const connection = await amqp.connect(process.env.RABBITMQ_URL);

const server = await connection.createConfirmChannel();
let returned = null;
server.on("return", ({ fields }) => {
  returned = `${fields.replyCode} ${fields.replyText}`;
});
await server.assertQueue(queue, { exclusive: true });
await server.consume(
  queue,
  ({ properties }) => server.publish("", properties.replyTo, Buffer.from("the bill"), { mandatory: true }),
  { noAck: true },
);

const requester = await connection.createChannel();
const answered = new Promise((take) => requester.consume("amq.rabbitmq.reply-to", take, { noAck: true }));
requester.sendToQueue(queue, Buffer.from("the bill, please"), { replyTo: "amq.rabbitmq.reply-to" });
const answer = await Promise.race([answered, sleep(5000, undefined, { ref: false })]);
await server.waitForConfirms();
console.log(JSON.stringify({ answer: answer?.content.toString(), returned }));
await connection.close();
EOF
expect '{"answer":"the bill","returned":"312 NO_ROUTE"}'
