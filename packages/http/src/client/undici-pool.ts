/**
 * undici's connection pool, by its own module. The package's main entry may install a process-wide dispatcher when it is
 * imported, through which the host's built-in `fetch` goes from then on; it also loads fetch, WebSocket and mocks. The dependency
 * is pinned, so the path cannot move unnoticed.
 */

import { createRequire } from "node:module";
import type { Pool as PoolType } from "undici";

/** Makes pools of connections to one origin. */
export const Pool: typeof PoolType = createRequire(import.meta.url)("undici/lib/dispatcher/pool.js");
