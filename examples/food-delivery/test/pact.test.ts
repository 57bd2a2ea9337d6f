/**
 * The recordings of the modules, as pacts: Pact's verifier accepts the application's process, and
 * no other.
 */

import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Verifier } from "@pact-foundation/pact-core";
import { readRecordings } from "@seamline/testing";
import { serveProviderStates, toPact } from "@seamline/testing/pact";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Service, shapes } from "../app/demo/shape.ts";
import { contracts, createStates } from "./provider.ts";
import { createSqliteDatabases } from "./sqlite-databases.ts";
import { startTestApplication, type TestApplication } from "./test-application.ts";

process.env.PACT_DO_NOT_TRACK = "true"; // the verifier would report every run to its makers

const recordings = readRecordings(new URL("../contracts/interactions", import.meta.url));

describe("a process of the application", () => {
  let app: TestApplication;
  let folder: string;
  beforeAll(async () => {
    app = await startTestApplication(shapes["all in one process"], createSqliteDatabases);
    folder = await mkdtemp(join(tmpdir(), "pacts-"));
  });
  afterAll(async () => {
    await app.stop();
    await rm(folder, { recursive: true });
  });

  /** Rejects if an exchange does not match. */
  async function verify(provider: Service, consumer: string, providerBaseUrl: string): Promise<void> {
    const recording = recordings.find((one) => one.provider === provider && one.consumer === consumer);
    if (recording === undefined) throw new Error(`${consumer} has recorded no call of ${provider}`);
    const file = join(folder, `${consumer}-${provider}.json`);
    await writeFile(file, JSON.stringify(toPact(recording, contracts[provider])));
    const states = await serveProviderStates(createStates(() => app.databases));
    try {
      await new Verifier({
        provider,
        providerBaseUrl,
        pactUrls: [file],
        providerStatesSetupUrl: states.url,
        providerStatesSetupBody: true,
        logLevel: "error",
      }).verify();
    } finally {
      await states.close();
    }
  }

  it("has at least one pact for each recording", () => {
    expect(recordings.map(({ consumer, provider }) => `${consumer} → ${provider}`)).toEqual([
      "courier → customer",
      "customer → courier",
      "customer → restaurant",
    ]);
  });

  // Processes without keys accept unsigned requests between services on loopback.
  it.each([
    ["customer", "restaurant"],
    ["customer", "courier"],
    ["courier", "customer"],
  ] as const)("does what the %s module recorded of %s", async (consumer, provider) => {
    await verify(provider, consumer, app.shape.process(provider).internal);
  });

  it("is distinguished from a server with other responses, and from its public listener", async () => {
    const server = createServer((_request, response) => {
      response.writeHead(200, { "content-type": "application/json" }).end('{"id":1}');
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const broken = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    try {
      await expect(verify("restaurant", "customer", broken)).rejects.toThrow();
    } finally {
      server.close();
    }
    // The public listener does not serve operations between services.
    await expect(verify("restaurant", "customer", app.shape.process("restaurant").public)).rejects.toThrow();
  });
});
