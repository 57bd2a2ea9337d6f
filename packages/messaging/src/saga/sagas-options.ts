/** Settings of the sagas of a service. */

import { arrayOf, assertSettings, callback, object, type Setting, value } from "@seamline/core/settings";
import type { Database } from "../database/database.ts";
import type { Saga } from "./define-saga.ts";
import { wholeNumber } from "./definition-settings.ts";
import type { SagaAlarm } from "./engine.ts";
import type { SagaDefinition } from "./resolved-step.ts";
import { SagaError } from "./saga-error.ts";

/** The settings of the sagas of a service. */
export interface SagasOptions<Transaction> {
  /** The database that the module has; with the tables of the queue and of sagas. */
  readonly database: Database<Transaction>;
  /** The name of the service, as its contract has it. */
  readonly service: string;
  /** The sagas that this process can run. */
  readonly sagas: readonly Saga<never, Transaction>[];
  /** Receives each saga that needs a person, at least once. Wake that person. */
  onAlarm(alarm: SagaAlarm): void;
  /** Receives faults of the database, and sagas that this process has no definition of; work goes on. */
  onError(error: unknown): void;
  /** Steps at work at once in this process, 1 to 1,000. Default 16. */
  readonly concurrency?: number | undefined;
  /** Milliseconds until others may take over from a process that is silent, 500 to 600,000. Default 5,000. */
  readonly leaseMs?: number | undefined;
  /** Milliseconds between looks at the database, 10 to 60,000. Default 200. */
  readonly pollMs?: number | undefined;
  /** Failures of one compensation that raise the alarm, 1 to 1,000. Default 5. */
  readonly alarmAfterFailures?: number | undefined;
  /**
   * Milliseconds that a compensation may fail before the alarm is raised, and is raised again, 1 to
   * 86,400,000. Default 600,000.
   */
  readonly alarmAfterMs?: number | undefined;
  /**
   * Milliseconds that ended sagas, and their keys, are kept, 1 to 315,360,000,000, or `Infinity`. Default
   * 2,592,000,000: 30 days.
   */
  readonly keepEndedMs?: number | undefined;
}

/** Settings after defaults. */
export type ResolvedSagasOptions<Transaction> = {
  readonly [Name in Exclude<keyof SagasOptions<Transaction>, "sagas">]-?: Exclude<
    SagasOptions<Transaction>[Name],
    undefined
  >;
} & { readonly sagas: readonly SagaDefinition[] };

const isSaga = value(
  "a saga of defineSaga",
  (given) => typeof given === "object" && given !== null && "steps" in given && "name" in given,
);

const keptAtMost = 315_360_000_000;
const kept: Setting = (path, given) =>
  given === Number.POSITIVE_INFINITY ? [] : wholeNumber(1, keptAtMost)(path, given);

const setting: Setting = object(
  {
    database: value(
      "a database of this package",
      (given) => typeof given === "object" && given !== null && "dialect" in given,
    ),
    service: value(
      "the name of a service",
      (given) => typeof given === "string" && /^[A-Za-z][\w-]{0,99}$/.test(given),
    ),
    sagas: arrayOf("an array of sagas", isSaga),
    onAlarm: callback,
    onError: callback,
    concurrency: wholeNumber(1, 1_000),
    leaseMs: wholeNumber(500, 600_000),
    pollMs: wholeNumber(10, 60_000),
    alarmAfterFailures: wholeNumber(1, 1_000),
    alarmAfterMs: wholeNumber(1, 86_400_000),
    keepEndedMs: kept,
  },
  ["database", "service", "sagas", "onAlarm", "onError"],
);

/**
 * Checks the settings and adds the defaults.
 * @throws {TypeError} listing every wrong setting.
 * @throws {SagaError} for two sagas of one name, and for none.
 */
export function assertSagasOptions<Transaction>(options: SagasOptions<Transaction>): ResolvedSagasOptions<Transaction> {
  assertSettings("createSagas", setting, options);
  const names = options.sagas.map(({ name }) => name);
  const faults = [...new Set(names.filter((name, index) => names.indexOf(name) !== index))].map(
    (name) => `sagas: expected names that differ, found ${JSON.stringify(name)} more than once`,
  );
  if (names.length === 0) faults.push("sagas: expected at least one saga, found none");
  if (faults.length > 0) throw new SagaError(faults.join("; "), faults);
  return { ...defaults, ...defined(options) } as ResolvedSagasOptions<Transaction>;
}

const defaults = {
  concurrency: 16,
  leaseMs: 5_000,
  pollMs: 200,
  alarmAfterFailures: 5,
  alarmAfterMs: 600_000,
  keepEndedMs: 2_592_000_000,
};

/** The settings that are set: an option of `undefined` is as good as none. */
function defined(options: object): object {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
}
