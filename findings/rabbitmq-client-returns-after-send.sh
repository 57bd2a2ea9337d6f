#!/usr/bin/env bash
# Software: rabbitmq-client 5.0.8, Node 24.21.0; seen on RabbitMQ 3.10.8.
# Needs RabbitMQ: RABBITMQ_URL, by default amqp://guest:guest@127.0.0.1:5672. It creates nothing.
#
# What happens: `await publisher.send({ mandatory: true, … })` of a message that no queue takes resolves like any other, and
# the "basic.return" event fires only after the code behind the `await` has gone on.
# Why it surprises: on the wire the broker returns first and confirms second, exactly so that a publisher that waited for
# its confirm knows; the client turns the two around.
# What it means: a relay that marks an outbox row as sent when `send` resolves marks lost messages as sent. Wait one turn
# more (`setImmediate`), and match returns by message id, before you believe a confirm.
#
# Seen 2026-11-30: {"returned when send resolved":0,"returned one turn later":1}
. "$(dirname "$0")/lib.sh"
export RABBITMQ_URL=${RABBITMQ_URL:-amqp://guest:guest@127.0.0.1:5672}
need_service RabbitMQ "$RABBITMQ_URL" 5672
install rabbitmq-client@5.0.8

run <<'EOF'
import { setImmediate as turn } from "node:timers/promises";
import { Connection } from "rabbitmq-client";

const connection = new Connection({ url: process.env.RABBITMQ_URL, noDelay: true });
connection.on("error", () => {});
const publisher = connection.createPublisher({ confirm: true });
let returned = 0;
publisher.on("basic.return", () => {
  returned += 1;
});

await publisher.send({ routingKey: `finding-${process.pid}-${Date.now()}`, mandatory: true }, Buffer.from("an order"));
const whenResolved = returned;
await turn();
await turn();
console.log(JSON.stringify({ "returned when send resolved": whenResolved, "returned one turn later": returned }));
await publisher.close();
await connection.close();
EOF
expect '{"returned when send resolved":0,"returned one turn later":1}'
