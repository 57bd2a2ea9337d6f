#!/usr/bin/env bash
# Software: cloudevents 10.0.0 (the JavaScript SDK), Node 24.21.0.
#
# What happens: an event in structured mode whose data is 0, false, "" or null is read as an event without data, although
# the message carries it. In binary mode all four come through.
# Why it surprises: the SDK reads a message that it wrote itself a line before, and what is lost depends on the value.
# What it means: "in stock: 0" and "opted in: false" arrive as undefined, and a handler's default takes their place. Wrap
# bare values in an object, or read the envelope yourself.
#
# Seen 2026-11-30: the line at the end of this file.
. "$(dirname "$0")/lib.sh"
install cloudevents@10.0.0

run <<'EOF'
import { CloudEvent, HTTP } from "cloudevents";

const results = [0, false, "", null, 1, true].map((data) => {
  const message = HTTP.structured(new CloudEvent({ type: "stock.changed", source: "/warehouse", data }));
  const written = JSON.stringify(JSON.parse(message.body).data);
  return `${written} -> ${JSON.stringify(HTTP.toEvent(message).data)}`;
});
console.log(results.join(", "));
EOF
expect '0 -> undefined, false -> undefined, "" -> undefined, null -> undefined, 1 -> 1, true -> true'
