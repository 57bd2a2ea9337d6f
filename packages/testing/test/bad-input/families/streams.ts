/** BAT: batches and streams. */

import { createClient } from "@seamline/core";
import { createHttpTransport } from "@seamline/http";
import { expect } from "vitest";
import { answering, openAnsweringServer } from "../answering-server.ts";
import { type Bindings, inapplicable, probe } from "../binding.ts";
import { errorOf } from "../outcome.ts";
import { ShopClient } from "../shop.ts";

const noBatches = "there are no batches: one request is one call";
const noStreams = "there are no streams";

export const streams: Bindings = {
  "BAT-02": inapplicable(noBatches),
  "BAT-05": inapplicable(noBatches),
  "BAT-06": inapplicable(noStreams),
  "BAT-08": inapplicable(noStreams),
  "BAT-09": inapplicable(noStreams),
  "BAT-11": inapplicable(noStreams),
  "BAT-12": inapplicable(noStreams),
  "BAT-13": inapplicable(noStreams),
  "BAT-14": probe(async () => {
    const unwanted = answering({ type: "text/html", body: "x".repeat(4 * 1024 * 1024) });
    await using server = await openAnsweringServer((request, socket) =>
      (request.startsWith("POST /shop/secret") ? unwanted : answering({}))(request, socket),
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
