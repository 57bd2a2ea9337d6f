/**
 * The walk of a call: our functions that one call runs, which a reader has to read to follow it.
 * V8's precise coverage counts them: after a warm-up, the counters are reset, one call is made, and
 * every function below `packages/<name>/src` that ran at least once counts once: methods, getters,
 * callbacks, and the initialiser of a class with fields. Handlers, generated clients, compiled
 * schemas, undici and Node do not count. Over HTTP client and server both count.
 *
 * An optimised caller does not count functions that were inlined into it, so the optimising
 * compilers are off. The counted call follows others of the same turn of the event loop where there
 * are any: the first of a turn also arms the end of the turn.
 *
 * @see https://v8.dev/blog/javascript-code-coverage
 */

import { Session } from "node:inspector/promises";
import { setFlagsFromString } from "node:v8";

setFlagsFromString("--no-opt");
setFlagsFromString("--no-maglev");

/** Functions that ran, by file below `packages/`. */
export type Walk = Readonly<Record<string, readonly string[]>>;

/** Calls before the counted one: caches are filled, connections are open. */
const warmUpCalls = 50;

/** Counts the functions that one call runs. */
export async function walkCall(call: () => Promise<unknown>): Promise<Walk> {
  const session = new Session();
  session.connect();
  try {
    await session.post("Profiler.enable");
    await session.post("Profiler.startPreciseCoverage", { callCount: true, detailed: true });
    for (let count = 0; count < warmUpCalls; count += 1) await call();
    await session.post("Profiler.takePreciseCoverage");
    await call();
    const { result } = await session.post("Profiler.takePreciseCoverage");
    return toWalk(result);
  } finally {
    session.disconnect();
  }
}

/** The part of V8's script coverage that is read. */
interface ScriptCoverage {
  readonly url: string;
  readonly functions: readonly {
    readonly functionName: string;
    readonly ranges: readonly { readonly count: number }[];
  }[];
}

function toWalk(scripts: readonly ScriptCoverage[]): Walk {
  const walk: Record<string, readonly string[]> = {};
  for (const { url, functions } of scripts) {
    const file = /\/packages\/([^/]+\/src\/.*)$/.exec(url)?.[1];
    const names = functions.flatMap(({ functionName, ranges }) =>
      (ranges[0]?.count ?? 0) > 0 ? [functionName || "(anonymous)"] : [],
    );
    if (file !== undefined && names.length > 0) walk[file] = names;
  }
  return walk;
}
