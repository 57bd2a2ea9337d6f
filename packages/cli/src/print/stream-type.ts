/** The types of an operation in signatures, streams included. */

import type { OperationModel } from "../model/service-model.ts";
import { nameOf } from "./source-import.ts";

/** `true` if the output is a stream. */
export function returnsStream({ operation }: OperationModel): boolean {
  return operation.streaming !== undefined && operation.streaming.output !== "none";
}

/** `true` if the input is a stream. */
export function takesStream({ operation }: OperationModel): boolean {
  return operation.streaming !== undefined && operation.streaming.input !== "none";
}

/** The type of the input: a value, or a stream of items or chunks. */
export function inputType(model: OperationModel, view: "given" | "received"): string {
  const name = model.input[view].text;
  return takesStream(model) ? `AsyncIterable<${name}>` : name;
}

/** The type of the output, without the promise around a value. */
export function outputType(model: OperationModel, view: "given" | "received"): string {
  const name = nameOf(model.output, view);
  return returnsStream(model) ? `AsyncIterable<${name}>` : name;
}
