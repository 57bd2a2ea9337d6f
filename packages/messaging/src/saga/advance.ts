/** One look at a saga: its next step or compensation, or nothing if it waits. */

import { goBack } from "./backward.ts";
import { type Engine, setStuck } from "./engine.ts";
import { goForward } from "./forward.ts";
import { signatureOf } from "./saga-record.ts";

/** Thrown for a saga whose definition this process does not have. */
export class UnknownSaga extends Error {}

/**
 * Takes a saga one step further. A saga that waits, or has ended, stays as it is.
 * @param crashes processes that ended during this try.
 * @throws {UnknownSaga} if the saga is not among the definitions.
 * @throws {Overtaken} if another worker has changed the saga meanwhile.
 */
export async function advance(engine: Engine, id: string, crashes: number): Promise<void> {
  const record = await engine.store.load(id);
  if (record === undefined) return;
  const { status } = record;
  if (status !== "running" && status !== "waiting" && status !== "compensating") return;
  const saga = engine.sagas.get(record.saga);
  if (saga === undefined) {
    throw new UnknownSaga(
      `expected a definition of the saga ${JSON.stringify(record.saga)}, found none in this process; it waits for a process that has one`,
    );
  }
  const found = saga.steps.map(signatureOf);
  if (found.join() !== record.steps.join()) {
    const error = `expected the steps that the saga began with, ${record.steps.join(", ")}; found ${found.join(", ")}. Start a process with the steps of then and retry it; give the changed saga a name of its own`;
    return setStuck(engine, record, undefined, error);
  }
  return status === "compensating" ? goBack(engine, record, saga, crashes) : goForward(engine, record, saga, crashes);
}
