/** TLS: callees that cannot be trusted, callers that cannot be known. */

import { createClient } from "@seamline/core";
import { createHttpTransport } from "@seamline/http";
import { expect } from "vitest";
import { type Bindings, inapplicable, probe } from "../binding.ts";
import { errorOf } from "../outcome.ts";
import { ShopClient } from "../shop.ts";

const noAuthority = inapplicable(
  "needs an authority to trust or a protocol version to insist on, which no option gives",
);
const noClientCertificates = inapplicable("needs client certificates, which neither transports nor listeners take");

export const tls: Bindings = {
  "TLS-01": noAuthority,
  "TLS-03": noAuthority,
  "TLS-04": noAuthority,
  "TLS-05": probe(async ({ publicUrl }) => {
    const transport = createHttpTransport(`https://127.0.0.1:${publicUrl.port}`);
    const error = await errorOf(createClient(ShopClient, transport).run("touch"));
    expect(error).toMatchObject({ code: "unavailable", reason: "tls", sent: "not_sent", retryable: false });
    await transport.close?.();
  }),
  "TLS-06": noAuthority,
  "TLS-07": noClientCertificates,
  "TLS-09": noClientCertificates,
  "TLS-10": noClientCertificates,
  "TLS-13": noClientCertificates,
};
