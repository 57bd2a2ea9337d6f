/** BAT: streams. */

import { createClient } from "@seamline/core";
import { createHttpTransport } from "@seamline/http";
import { openRawServer } from "@seamline/test-support";
import { expect } from "vitest";
import { type Bindings, probe, runBy } from "../binding.ts";
import { errorOf } from "../outcome.ts";
import { respondWith } from "../raw-server.ts";
import { ShopClient } from "../shop.ts";

const byCases = runBy("packages/conformance/src/cases/streams.ts");
const byHttp = runBy("packages/http/test/streams.test.ts");

export const streams: Bindings = {
  "BAT-06": byCases,
  "BAT-08": byCases,
  "BAT-09": byHttp,
  "BAT-11": byHttp,
  "BAT-12": byCases,
  "BAT-13": byCases,
  "BAT-14": probe(async () => {
    const unwanted = respondWith({ type: "text/html", body: "x".repeat(4 * 1024 * 1024) });
    await using server = await openRawServer((request, socket) =>
      (request.startsWith("POST /shop/secret") ? unwanted : respondWith({}))(request, socket),
    );
    const transport = createHttpTransport(server.url, { connections: 1 });
    const client = createClient(ShopClient, transport);
    for (let count = 0; count < 3; count += 1) {
      expect((await errorOf(client.run("secret"))).code).toBe("internal");
      expect(await client.run("keep", {})).toEqual({ text: "good" });
    }
    await transport.close?.();
  }),
};
