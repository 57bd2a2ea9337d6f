/** Reads what a server of Redis promises, and refuses one that could lose messages without a word. */

import type { RedisLink } from "./redis-link.ts";
import { printRedisServer, type RedisTarget } from "./redis-target.ts";

/**
 * Checks a server.
 * @returns whether a confirmed message survives a crash of it.
 * @throws {Error} for a cluster, for a server that evicts keys, and for one less durable than the URL
 * wants.
 */
export async function checkPromises(target: RedisTarget, link: RedisLink): Promise<boolean> {
  const server = printRedisServer(target);
  const info = parseInfo(String(await link.run(["INFO"])));
  if (info.get("cluster_enabled") === "1") {
    throw new Error(
      `${server}: expected one server with its replicas, found a cluster, where no script can write to all queues`,
    );
  }
  const policy = (await readSetting(link, "maxmemory-policy")) ?? info.get("maxmemory_policy");
  // The others evict only keys with a time to live, and these have none.
  if (policy?.startsWith("allkeys-")) {
    throw new Error(
      `${server}: expected maxmemory-policy noeviction, found ${policy}, which deletes messages when memory is short; ` +
        "set noeviction, or use another server than the one for caches",
    );
  }
  const appends = (await readSetting(link, "appendonly")) ?? (info.get("aof_enabled") === "1" ? "yes" : "no");
  const sync = appends === "yes" ? ((await readSetting(link, "appendfsync")) ?? "unknown") : "no";
  assertDurability(target, server, appends, sync);
  return sync === "always";
}

function assertDurability({ durability }: RedisTarget, server: string, appends: string, sync: string): void {
  if (durability === "any" || sync === "always" || sync === durability) return;
  const found = appends === "yes" ? `appendfsync ${sync}` : "appendonly no";
  throw new Error(
    `${server}: expected appendonly yes with appendfsync ${durability}, as durability=${durability} asks for, found ` +
      `${found}; change the settings of the server, or the option to what a crash may lose`,
  );
}

/** Reads one setting; `undefined` where a service forbids the command. */
async function readSetting(link: RedisLink, name: string): Promise<string | undefined> {
  try {
    const reply = await link.run(["CONFIG", "GET", name]);
    return Array.isArray(reply) && typeof reply[1] === "string" ? reply[1] : undefined;
  } catch (reason) {
    if (/NOPERM|unknown (?:sub)?command/i.test(String(reason))) return undefined;
    throw reason;
  }
}

function parseInfo(text: string): ReadonlyMap<string, string> {
  const lines = text.split("\r\n").map((line) => line.split(":"));
  return new Map(lines.map(([name = "", value = ""]) => [name, value]));
}
