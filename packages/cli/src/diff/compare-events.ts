/** Compares the events of two versions of a contract, and the events that they handle. */

import type { ContractSnapshot, EventSnapshot } from "../model/contract-snapshot.ts";
import { type ContractChange, createChange } from "./change.ts";
import { createComparison } from "./compare-shapes.ts";
import type { BothSchemas } from "./comparison.ts";

/** The beginning of the paths of changes of events. */
const root = "events";

/** All changes of events and of `handles`; removals come last. */
export function compareEvents(before: ContractSnapshot, after: ContractSnapshot): readonly ContractChange[] {
  const [old, now] = [before.events ?? {}, after.events ?? {}];
  const schemas: BothSchemas = { before: before.schemas, after: after.schemas };
  const changes = Object.entries(now).flatMap(([name, event]): readonly ContractChange[] => {
    const path = `${root}.${name}`;
    const one = Object.hasOwn(old, name) ? old[name] : undefined;
    if (one === undefined) return [createChange("event-added", path, { after: event.type })];
    return compareEvent(path, one, event, schemas);
  });
  const removed = Object.entries(old).flatMap(([name, event]) =>
    Object.hasOwn(now, name) ? [] : [createChange("event-removed", `${root}.${name}`, { before: event.type })],
  );
  return [...changes, ...removed, ...compareHandled(before.handles ?? [], after.handles ?? [])];
}

/** The name of the event that a change is about; `undefined` for a change of something else. */
export function eventOf({ path }: ContractChange, { events = {} }: ContractSnapshot): string | undefined {
  const [first, name = ""] = path.split(/[.<[]/);
  return first === root && Object.hasOwn(events, name) ? name : undefined;
}

function compareEvent(
  path: string,
  before: EventSnapshot,
  after: EventSnapshot,
  schemas: BothSchemas,
): readonly ContractChange[] {
  const changes: ContractChange[] = [];
  if (before.key !== after.key) {
    const rule =
      before.key === undefined
        ? "event-key-added"
        : after.key === undefined
          ? "event-key-removed"
          : "event-key-changed";
    changes.push(createChange(rule, `${path}.key`, { before: before.key, after: after.key }));
  }
  if (before.afterFailure !== after.afterFailure) {
    const values = { before: before.afterFailure, after: after.afterFailure };
    changes.push(createChange("event-failure-changed", `${path}.afterFailure`, values));
  }
  if (before.rememberDays !== after.rememberDays) {
    const rule = after.rememberDays < before.rememberDays ? "event-memory-shortened" : "event-memory-lengthened";
    const values = { before: `${before.rememberDays}`, after: `${after.rememberDays}` };
    changes.push(createChange(rule, `${path}.rememberDays`, values));
  }
  if (before.external !== after.external) {
    const rule = after.external === true ? "event-external-added" : "event-external-removed";
    changes.push(createChange(rule, `${path}.external`, {}));
  }
  return [...changes, ...createComparison("event", schemas).compare(before.payload, after.payload, `${path}.payload`)];
}

function compareHandled(before: readonly string[], after: readonly string[]): readonly ContractChange[] {
  return [
    ...after
      .filter((id) => !before.includes(id))
      .map((id) => createChange("handling-added", `handles.${id}`, { after: id })),
    ...before
      .filter((id) => !after.includes(id))
      .map((id) => createChange("handling-removed", `handles.${id}`, { before: id })),
  ];
}
