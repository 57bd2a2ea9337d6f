/** The declared errors of an operation, compiled for the call path. */

import { codes, isCode } from "../error/code.ts";
import { findPortabilityFaults } from "../schema/portable.ts";
import { createWireSchema } from "../schema/wire-schema.ts";
import { toStatus } from "./http-words.ts";
import { isInheritedName } from "./names.ts";
import { type ErrorDefinition, namePattern, type OperationError } from "./operation.ts";

/** Compiles the errors by reason; adds each fault with its path below `at` to `faults`. */
export function compileErrors(
  definitions: Readonly<Record<string, ErrorDefinition>>,
  at: string,
  faults: string[],
): ReadonlyMap<string, OperationError> {
  const errors = new Map<string, OperationError>();
  for (const [reason, definition] of Object.entries(definitions)) {
    const path = `${at}.errors.${reason}`;
    if (!namePattern.test(reason)) faults.push(`${path}: expected a camelCase name, found ${JSON.stringify(reason)}`);
    if (isInheritedName(reason)) faults.push(`${path}: every object has a member of this name; choose another`);
    if (!isCode(definition.code))
      faults.push(`${path}.code: expected one of ${codes.join(", ")}, found ${JSON.stringify(definition.code)}`);
    const { status = toStatus(definition.code) } = definition;
    if (definition.status !== undefined && !isErrorStatus(status))
      faults.push(`${path}.status: expected a whole number from 400 to 599, found ${JSON.stringify(status)}`);
    if (definition.details !== undefined) {
      for (const fault of findPortabilityFaults(definition.details, [path, "details"]))
        faults.push(`${fault.path}: ${fault.message}`);
    }
    errors.set(reason, {
      reason,
      code: definition.code,
      status,
      message: definition.message ?? inWords(reason),
      details: definition.details && createWireSchema(definition.details),
      retryable: definition.retryable ?? false,
    });
  }
  return errors;
}

function isErrorStatus(status: unknown): boolean {
  return typeof status === "number" && Number.isInteger(status) && status >= 400 && status <= 599;
}

/** `restaurantNotFound` → `restaurant not found`. */
function inWords(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}
