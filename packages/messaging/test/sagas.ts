/** Sagas for a test: run in this process, stopped after it, their alarms and faults kept. */

import { vi } from "vitest";
import type { Database } from "../src/index.ts";
import { createSagas, createSagaTables, type Saga, type SagaAlarm, type SagaDetails, type Sagas } from "../src/saga.ts";
import { create, type Location } from "./databases.ts";

/** Waits until an assertion holds. */
export const eventually = (assertion: () => Promise<void>): Promise<void> =>
  vi.waitFor(assertion, { timeout: 30_000, interval: 10 });

/** An empty database with the tables of sagas, and one `effect`. */
export interface SagaDatabase {
  readonly database: Database;
  readonly location: Location;
  readonly alarms: SagaAlarm[];
  readonly faults: unknown[];
  /** Creates sagas of the service `shop`, and runs them. */
  run(definitions: readonly Saga<never>[], options?: Partial<Parameters<typeof createSagas>[0]>): Sagas<unknown>;
  /** Reads a saga once it is in a state. */
  reaches(id: string, status: string): Promise<SagaDetails>;
  /** The texts of the table `effect`, in order. */
  effects(): Promise<readonly string[]>;
  /** Stops all sagas and removes the database. */
  close(): Promise<void>;
}

/** Makes an empty database for sagas. */
export async function createForSagas(dialect: Location["dialect"]): Promise<SagaDatabase> {
  const { database, location, close } = await create(dialect);
  await createSagaTables(database);
  const position = {
    sqlite: "integer primary key autoincrement",
    postgres: "serial primary key",
    mysql: "bigint auto_increment primary key",
  };
  await database.run(`create table effect (position ${position[dialect]}, text varchar(200))`);
  const alarms: SagaAlarm[] = [];
  const faults: unknown[] = [];
  const running: Sagas<unknown>[] = [];
  return {
    database,
    location,
    alarms,
    faults,
    run(definitions, options = {}) {
      const sagas = createSagas({
        database,
        service: "shop",
        sagas: definitions,
        onAlarm: (alarm) => alarms.push(alarm),
        onError: (fault) => faults.push(fault),
        pollMs: 10,
        ...options,
      });
      running.push(sagas);
      sagas.work();
      return sagas;
    },
    async reaches(id, status) {
      let found: SagaDetails | undefined;
      await vi.waitFor(
        async () => {
          found = await running.at(-1)?.show(id);
          if (found?.status !== status) throw new Error(`${found?.status}, not ${status}: ${JSON.stringify(found)}`);
        },
        { timeout: 30_000, interval: 10 },
      );
      return found as SagaDetails;
    },
    async effects() {
      const { rows } = await database.run("select text from effect order by position");
      return rows.map(({ text }) => text as string);
    },
    async close() {
      await Promise.all(running.map((one) => one.stop()));
      await close();
    },
  };
}
