/** The location of a module's database, from the environment. */

import { join } from "node:path";

/** A PostgreSQL URL, or a SQLite file; `:memory:` keeps everything in this process. */
export type DatabaseLocation =
  | { readonly kind: "postgres"; readonly url: string }
  | { readonly kind: "sqlite"; readonly file: string };

/**
 * Reads `<SERVICE>_DATABASE_URL` and, if it is not set, `DATA_DIR`: `courier` is in
 * `$COURIER_DATABASE_URL`, else in `$DATA_DIR/courier.sqlite`, else in memory.
 * @throws {RangeError} if the URL is not PostgreSQL's. The message does not contain it, because it
 * may hold a password.
 */
export function locateDatabase(service: string, env: Readonly<Record<string, string | undefined>>): DatabaseLocation {
  const key = `${service.toUpperCase()}_DATABASE_URL`;
  const url = env[key];
  if (url) {
    const scheme = URL.canParse(url) ? new URL(url).protocol : "no URL";
    if (scheme === "postgres:" || scheme === "postgresql:") return { kind: "postgres", url };
    throw new RangeError(`${key}: expected postgres://user:password@host:port/database, found ${scheme}`);
  }
  return { kind: "sqlite", file: env.DATA_DIR ? join(env.DATA_DIR, `${service}.sqlite`) : ":memory:" };
}
