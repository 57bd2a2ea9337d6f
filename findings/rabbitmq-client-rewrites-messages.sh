#!/usr/bin/env bash
# Software: rabbitmq-client 5.0.8, Node 24.21.0; seen on RabbitMQ 3.10.8.
# Needs RabbitMQ: RABBITMQ_URL, by default amqp://guest:guest@127.0.0.1:5672. It creates one exclusive queue.
#
# What happens: the publisher changes what it is given. A string body replaces the `contentType` that you set by text/plain,
# a Uint8Array that is no Buffer goes out as a JSON object of its bytes, ids longer than 255 bytes are cut there, and a Date
# among the headers arrives as an empty table.
# Why it surprises: each has a plain right answer (keep, send the bytes, refuse), and none raises an error.
# What it means: two long ids with the same beginning become one id and deduplicate each other; consumers in other languages
# get bodies under the wrong type. Send a Buffer with its content type, check the length of ids, and write dates as text.
#
# Seen 2026-11-30: the line at the end of this file.
. "$(dirname "$0")/lib.sh"
export RABBITMQ_URL=${RABBITMQ_URL:-amqp://guest:guest@127.0.0.1:5672}
need_service RabbitMQ "$RABBITMQ_URL" 5672
install rabbitmq-client@5.0.8

run <<'EOF'
import { Connection } from "rabbitmq-client";

const connection = new Connection({ url: process.env.RABBITMQ_URL, noDelay: true });
connection.on("error", () => {});
const publisher = connection.createPublisher({ confirm: true });
const queue = `finding-${process.pid}-${Date.now()}`;
await connection.queueDeclare({ queue, exclusive: true });

async function arrives(envelope, body) {
  await publisher.send({ routingKey: queue, ...envelope }, body);
  return connection.basicGet({ queue, noAck: true });
}

const text = await arrives({ contentType: "application/xml" }, "<order/>");
const bytes = await arrives({ contentType: "application/octet-stream" }, new Uint8Array([7, 8]));
const id = await arrives({ messageId: "i".repeat(300) }, Buffer.from("an order"));
const header = await arrives({ headers: { placed: new Date(0) } }, Buffer.from("an order"));
console.log(
  JSON.stringify({
    contentTypeOfText: text.contentType,
    bytes: { contentType: bytes.contentType, body: bytes.body },
    idLength: id.messageId.length,
    dateHeader: header.headers.placed,
  }),
);
await publisher.close();
await connection.close();
EOF
expect '{"contentTypeOfText":"text/plain","bytes":{"contentType":"application/json","body":{"0":7,"1":8}},"idLength":255,"dateHeader":{}}'
