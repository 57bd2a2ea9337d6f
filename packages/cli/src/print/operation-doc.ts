/** The documentation comments of operations and events, used in every generated file. */

import type { EventModel, OperationModel } from "../model/service-model.ts";
import { printDeprecation } from "../schema/describe-schema.ts";

/** Summary, description, declared errors and deprecation, as lines. */
export function printOperationDoc({
  operation,
  errors,
}: Pick<OperationModel, "operation" | "errors">): readonly string[] {
  return printWords(
    operation.definition,
    errors.map((error) => `@throws {${error.className}} ${error.message}`),
  );
}

/** Summary, description and deprecation, as lines. */
export function printEventDoc({ event }: EventModel): readonly string[] {
  return printWords(event.definition, []);
}

interface Words {
  readonly summary?: string | undefined;
  readonly description?: string | undefined;
  readonly deprecated?: boolean | string | undefined;
}

function printWords({ summary, description, deprecated }: Words, ownTags: readonly string[]): readonly string[] {
  const text = [summary, description].flatMap((part) => (part === undefined ? [] : [part.trim().split(/\r?\n/)]));
  const paragraphs = text.flatMap((lines, index) => (index === 0 ? lines : ["", ...lines]));
  const tags = [...ownTags, ...printDeprecation(deprecated)];
  return paragraphs.length > 0 && tags.length > 0 ? [...paragraphs, "", ...tags] : [...paragraphs, ...tags];
}
