/** The conformance cases over HTTP, to contracts behind the middleware of an Express app. */

import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { type ConformanceTarget, conformanceCases, printDifference, runConformance } from "@seamline/conformance";
import type { ApplicationHost } from "@seamline/core/extend";
import { createHttpTransport } from "@seamline/http";
import { createRequestHandler } from "@seamline/http/extend";
import express from "express";
import { describe, expect, it } from "vitest";

const keys = [{ id: "k1", secret: new Uint8Array(Buffer.alloc(32, 7)) }];

const target: ConformanceTarget = {
  name: "express",
  async start(dispatchers) {
    const host: ApplicationHost = {
      ...{ state: "ready", dispatchers, keys, unreadyReasons: [], upstream: undefined },
      async start() {},
      addListener() {},
      addReadinessCheck: () => () => undefined,
    };
    const { handle, started } = createRequestHandler<express.Request>(host, { internal: {} });
    await started;
    const app = express();
    app.use((req, res, next) => handle({ req, res, context: req, next: () => next() }));
    const server = createServer({ maxHeaderSize: 32 * 1024 }, app);
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const transport = createHttpTransport(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, { keys });
    return {
      connect: () => transport,
      async close() {
        await transport.close?.();
        server.closeAllConnections();
        await new Promise((resolve) => server.close(resolve));
      },
    };
  },
};

const families = Map.groupBy(conformanceCases, ({ name }) => name.split("/")[0]);

describe("contracts in Express", () => {
  it.each([...families])("produce the transcripts of %s", async (_family, cases) => {
    const report = await runConformance({ targets: [target], cases });
    expect(report.transcripts).toBe(cases.length);
    expect(report.different.map(printDifference).join("\n")).toBe("");
  });
});
