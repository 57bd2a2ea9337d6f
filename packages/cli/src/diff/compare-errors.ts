/**
 * Compares the declared errors of an operation. Their details travel in the direction of an output.
 */

import { toStatus } from "@seamline/core/internal";
import type { ErrorSnapshot } from "../model/contract-snapshot.ts";
import { printShape } from "../schema/print-shape.ts";
import type { NamedShapes } from "../schema/wire-shape.ts";
import { type ContractChange, createChange } from "./change.ts";
import { createComparison } from "./compare-shapes.ts";

type Errors = Readonly<Record<string, ErrorSnapshot>>;

/** Compares by the errors' names, which identify them to callers. */
export function compareErrors(
  operation: string,
  before: Errors,
  after: Errors,
  schemas: { readonly before: NamedShapes; readonly after: NamedShapes },
): readonly ContractChange[] {
  return [...new Set([...Object.keys(after), ...Object.keys(before)])].flatMap((reason) => {
    const path = `${operation}.errors.${reason}`;
    const one = Object.hasOwn(before, reason) ? before[reason] : undefined;
    const other = Object.hasOwn(after, reason) ? after[reason] : undefined;
    if (one === undefined) return [createChange("error-added", path, { after: other?.code })];
    if (other === undefined) return [createChange("error-removed", path, { before: one.code })];
    const changes: ContractChange[] = [];
    if (one.code !== other.code) {
      changes.push(createChange("error-code-changed", `${path}.code`, { before: one.code, after: other.code }));
    }
    const [status, otherStatus] = [statusOf(one), statusOf(other)];
    if (status !== otherStatus && one.code === other.code) {
      const values = { before: String(status), after: String(otherStatus) };
      changes.push(createChange("error-status-changed", `${path}.status`, values));
    }
    if (one.retryable !== other.retryable) {
      const values = { before: String(one.retryable ?? false), after: String(other.retryable ?? false) };
      changes.push(createChange("error-retryable-changed", `${path}.retryable`, values));
    }
    return [...changes, ...compareDetails(`${path}.details`, one, other, schemas)];
  });
}

function statusOf({ code, status }: ErrorSnapshot): number {
  return status ?? toStatus(code);
}

function compareDetails(
  path: string,
  before: ErrorSnapshot,
  after: ErrorSnapshot,
  schemas: { readonly before: NamedShapes; readonly after: NamedShapes },
): readonly ContractChange[] {
  const [one, other] = [before.details, after.details];
  if (one !== undefined && other !== undefined) return createComparison("output", schemas).compare(one, other, path);
  if (other !== undefined) return [createChange("error-details-added", path, { after: printShape(other) })];
  return one === undefined ? [] : [createChange("error-details-removed", path, { before: printShape(one) })];
}
