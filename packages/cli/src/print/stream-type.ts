/** How the types of an operation stand in signatures when a side of it is a stream. */

import type { OperationModel } from "../model/service-model.ts";
import { nameOf } from "./source-import.ts";

/** Whether callers read the answer as a stream. */
export function answersWithStream({ operation }: OperationModel): boolean {
  return operation.streaming !== undefined && operation.streaming.output !== "none";
}

/** Whether callers send a stream. */
export function takesStream({ operation }: OperationModel): boolean {
  return operation.streaming !== undefined && operation.streaming.input !== "none";
}

/** The type of the input: of a value, or of a stream of items or chunks. */
export function inputType(model: OperationModel, view: "given" | "received"): string {
  const name = model.input[view].text;
  return takesStream(model) ? `AsyncIterable<${name}>` : name;
}

/** The type of the answer, without the promise that a value comes in. */
export function outputType(model: OperationModel, view: "given" | "received"): string {
  const name = nameOf(model.output, view);
  return answersWithStream(model) ? `AsyncIterable<${name}>` : name;
}
