#!/usr/bin/env bash
# Software: cloudevents 10.0.0 (the JavaScript SDK), Node 24.21.0.
#
# What happens: in binary mode over HTTP the SDK neither encodes nor decodes the `ce-` headers. The header of a sender that
# follows the HTTP binding, `ce-subject: caf%C3%A9`, is read as the text "caf%C3%A9"; a subject of its own outside ASCII is
# put into a header as it is, which Node's HTTP client refuses to send.
# Why it surprises: the binding asks for percent-encoding in both directions, structured mode has no such limit, and the
# SDK is the project's own.
# What it means: subjects and extensions from other languages are compared, stored and logged in an unintended form,
# and events go out or not by the letters in them. Encode and decode yourself, or use structured mode.
#
# Seen 2026-11-30: the line at the end of this file.
. "$(dirname "$0")/lib.sh"
install cloudevents@10.0.0

run <<'EOF'
import { validateHeaderValue } from "node:http";
import { CloudEvent, HTTP } from "cloudevents";

const ours = (subject) => new CloudEvent({ id: "1", type: "order.placed", source: "/orders", subject, data: { id: 7 } });
const fromElsewhere = {
  headers: {
    "ce-id": "1",
    "ce-source": "/orders",
    "ce-specversion": "1.0",
    "ce-type": "order.placed",
    "ce-subject": "caf%C3%A9",
    "content-type": "application/json",
  },
  body: "{}",
};
const nodeOn = (value) => {
  try {
    validateHeaderValue("ce-subject", value);
    return "taken";
  } catch (error) {
    return error.code;
  }
};

const written = HTTP.binary(ours("東京")).headers["ce-subject"];
console.log(
  JSON.stringify({
    read: HTTP.toEvent(fromElsewhere).subject,
    written,
    node: nodeOn(written),
    structured: HTTP.toEvent(HTTP.structured(ours("東京"))).subject,
  }),
);
EOF
expect '{"read":"caf%C3%A9","written":"東京","node":"ERR_INVALID_CHAR","structured":"東京"}'
