/** A PostgreSQL server of a test's own, which it may stop at once and start again. */

import { execFile, execFileSync } from "node:child_process";
import { chownSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { findProgram, freePort } from "./test-server.ts";

const run = promisify(execFile);
/** Where Debian keeps the programs of each version. */
const versions = "/usr/lib/postgresql";

/** A server that runs. */
export interface PostgresServer extends AsyncDisposable {
  /** The port on 127.0.0.1; the user is postgres, without a password. */
  readonly port: number;
  /** Ends it as a crash does, and starts it again: it recovers from its log. */
  crash(): Promise<void>;
}

/** Where the program that makes a server is; `undefined` if it is not installed. */
export function findPostgres(): string | undefined {
  return findProgram("initdb", ...listVersions());
}

function listVersions(): readonly string[] {
  try {
    return readdirSync(versions).map((version) => join(versions, version, "bin"));
  } catch {
    return [];
  }
}

/** Starts a server with a folder and a port of its own. */
export async function startPostgres(): Promise<PostgresServer> {
  const initdb = findPostgres();
  if (initdb === undefined) throw new Error("expected initdb of PostgreSQL to be installed");
  const folder = mkdtempSync(join(tmpdir(), "seamline-postgres-"));
  const as = userOf();
  if (as !== undefined) chownSync(folder, as.uid, as.gid);
  const data = join(folder, "data");
  const port = await freePort();
  const settings = `-p ${port} -c listen_addresses=127.0.0.1 -c unix_socket_directories=''`;
  const control = async (...command: readonly string[]): Promise<void> => {
    const file = join(dirname(initdb), "pg_ctl");
    await run(file, [...command, "-w", "-D", data, "-l", join(folder, "log")], { ...as, cwd: folder });
  };
  const remove = async (): Promise<void> => {
    await control("stop", "-m", "immediate").catch(() => undefined); // it has not started
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    await run(initdb, ["-D", data, "-U", "postgres", "-A", "trust", "-N"], { ...as, cwd: folder });
    await control("start", "-o", settings);
  } catch (reason) {
    await remove();
    throw reason;
  }
  return {
    port,
    crash: () => control("restart", "-m", "immediate", "-o", settings),
    [Symbol.asyncDispose]: remove,
  };
}

/** PostgreSQL refuses to run as root: it then runs as its own user. */
function userOf(): { readonly uid: number; readonly gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const idOf = (flag: string): number => Number(execFileSync("id", [flag, "postgres"], { encoding: "utf8" }));
  return { uid: idOf("-u"), gid: idOf("-g") };
}
