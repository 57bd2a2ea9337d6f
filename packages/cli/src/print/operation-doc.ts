/** The documentation comment of an operation, used in every generated file. */

import type { OperationModel } from "../model/service-model.ts";
import { printDeprecation } from "../schema/describe-schema.ts";

/** Summary, description, declared errors and deprecation, as lines. */
export function printOperationDoc({
  operation,
  errors,
}: Pick<OperationModel, "operation" | "errors">): readonly string[] {
  const { summary, description, deprecated } = operation.definition;
  const text = [summary, description].flatMap((part) => (part === undefined ? [] : [part.trim().split(/\r?\n/)]));
  const paragraphs = text.flatMap((lines, index) => (index === 0 ? lines : ["", ...lines]));
  const tags = [
    ...errors.map((error) => `@throws {${error.className}} ${error.message}`),
    ...printDeprecation(deprecated),
  ];
  return paragraphs.length > 0 && tags.length > 0 ? [...paragraphs, "", ...tags] : [...paragraphs, ...tags];
}
