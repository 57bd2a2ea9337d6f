/** SQLite databases for a test run, in a new folder. */

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import type { Service } from "../app/demo/shape.ts";
import type { Databases, Row } from "./databases.ts";

/** Creates the folder; the application creates the files. */
export async function createSqliteDatabases(): Promise<Databases> {
  const folder = await mkdtemp(join(tmpdir(), "food-delivery-test-"));
  const open = (service: Service): DatabaseSync =>
    new DatabaseSync(join(folder, `${service}.sqlite`), { timeout: 5_000 });

  const query = async (service: Service, statement: string): Promise<readonly Row[]> => {
    const database = open(service);
    try {
      return database.prepare(statement).all() as Row[];
    } finally {
      database.close();
    }
  };

  return {
    variables: { DATA_DIR: folder },
    query,
    async breakWrites(service, { kind, table, when = "true" }) {
      await query(
        service,
        `create trigger broken before ${kind} on "${table}" when ${when} begin select raise(abort, 'disk full'); end`,
      );
      return async () => {
        await query(service, "drop trigger broken");
      };
    },
    async blockWrites(service) {
      const database = open(service);
      database.exec("begin immediate");
      return async () => {
        database.exec("rollback");
        database.close();
      };
    },
    drop: () => rm(folder, { recursive: true, force: true }),
  };
}
