/** TLS: callees that cannot be trusted, callers that cannot be identified. */

import { createClient } from "@seamline/core";
import { createHttpTransport } from "@seamline/http";
import { expect } from "vitest";
import { type Bindings, probe, runBy } from "../binding.ts";
import { errorOf } from "../outcome.ts";
import { ShopClient } from "../shop.ts";

const byTls = runBy("verification/test/tls.test.ts");

export const tls: Bindings = {
  "TLS-01": byTls,
  "TLS-03": byTls,
  "TLS-04": byTls,
  "TLS-05": probe(async ({ publicUrl }) => {
    const transport = createHttpTransport(`https://127.0.0.1:${publicUrl.port}`);
    const error = await errorOf(createClient(ShopClient, transport).run("touch"));
    expect(error).toMatchObject({ code: "unavailable", reason: "tls", sent: "not_sent", retryable: false });
    await transport.close?.();
  }),
  "TLS-06": byTls,
  "TLS-07": byTls,
  "TLS-09": byTls,
  "TLS-10": byTls,
  "TLS-13": byTls,
};
