/** `generate` as the command runs it: what is known to be up to date is not generated again. */

import { join } from "node:path";
import { debuglog } from "node:util";
import { hashContent, hashFile } from "../cache/content-hash.ts";
import { type CachedClient, openGenerationCache } from "../cache/generation-cache.ts";
import { recordSources } from "../cache/record-sources.ts";
import { findClientFolders } from "../config/client-folders.ts";
import { loadConfig } from "../config/load-config.ts";
import { applyPlans, type GenerateOptions, type GenerateResult } from "./generate.ts";
import type { ClientPlan } from "./plan-clients.ts";
import { isUpToDate } from "./sync-folder.ts";

const debug = debuglog("seamline");

/**
 * Generates like `generate`, to the same bytes. To be called once, in a process that has loaded
 * nothing of the user's yet: the record of what is loaded would not be complete.
 * @throws {UserError} as `generate` does.
 */
export async function generateCached(options: GenerateOptions): Promise<GenerateResult> {
  const record = recordSources();
  const config = await loadConfig(options);
  const folders = findClientFolders(config);
  const cache = openGenerationCache(config, folders);
  const known = cache?.read();
  if (known?.every(({ output, files }) => isUpToDate(output, files))) {
    debug("nothing has changed since the last generation");
    record.finish();
    return { clients: known.map(describeUnchanged), changed: 0 };
  }
  const { planClients } = await import("./plan-clients.ts");
  // The parser that compares folders is not a source, so the record ends before it loads.
  let recorded: ReturnType<typeof record.finish> | undefined;
  const plans = await planClients(folders, () => {
    recorded = record.finish();
  });
  const { sources, uncacheable } = recorded ?? record.finish();
  const result = applyPlans(plans, options.check === true);
  if (uncacheable !== undefined) debug("not cached: %s", uncacheable);
  else if (options.check !== true) cache?.write(sources, plans.map(toCachedClient));
  return result;
}

function describeUnchanged({ service, folder, files }: CachedClient): GenerateResult["clients"][number] {
  return { service, folder, files: Object.keys(files).map((file) => ({ file, change: "unchanged" })) };
}

function toCachedClient({ service, client, files }: ClientPlan): CachedClient {
  return {
    service,
    folder: client.label,
    output: client.output,
    // As they lie there: a formatter may have changed their layout.
    files: Object.fromEntries(
      [...files].map(([file, text]) => [file, hashFile(join(client.output, file)) ?? hashContent(text)]),
    ),
  };
}
