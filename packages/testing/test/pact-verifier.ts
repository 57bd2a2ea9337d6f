/** Pact's own verifier, for a provider that listens. */

import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Verifier } from "@pact-foundation/pact-core";
import type { ProviderStateSetup } from "../src/index.ts";
import { type Pact, serveProviderStates } from "../src/pact.ts";

process.env.PACT_DO_NOT_TRACK = "true"; // otherwise every run is reported to its authors

/** Runs the verifier; rejects if an exchange does not hold. */
export async function verifyPact(
  pact: Pact,
  providerBaseUrl: string,
  states: Readonly<Record<string, ProviderStateSetup>> = {},
): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "pact-"));
  const file = join(folder, "pact.json");
  await writeFile(file, JSON.stringify(pact));
  const server = await serveProviderStates(states);
  try {
    const verifier = new Verifier({
      providerBaseUrl,
      provider: pact.provider.name,
      pactUrls: [file],
      providerStatesSetupUrl: server.url,
      providerStatesSetupBody: true,
      providerStatesSetupTeardown: true,
      logLevel: "error",
    });
    await verifier.verify();
  } finally {
    await server.close();
    await rm(folder, { recursive: true });
  }
}
