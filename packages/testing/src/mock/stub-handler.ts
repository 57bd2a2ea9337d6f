/** Handlers of stubs, made from the values or functions that tests give to `respond`. */

import type { Operation } from "@seamline/core/extend";
import { itemsOf } from "@seamline/core/internal";
import type { StubHandler } from "./reaction.ts";

/**
 * Returns a handler that returns a value, or the result of a function.
 * @throws {TypeError} for a value that does not match the contract, with its path. Results of
 * functions are checked when they are returned.
 */
export function handlerOf(operation: Operation, response: unknown): StubHandler {
  const streams = operation.streaming?.output ?? "none";
  if (isHandler(response)) {
    if (streams === "none") return response;
    return (input, context) => toStream(response(input, context), streams);
  }
  const given = streams === "none" ? checkedCopy(operation, response, "") : checkedStream(operation, response, streams);
  const give = streams === "none" ? () => given : () => toStream(given, streams);
  if (!takesStream(operation)) return give;
  return async (input) => {
    await readAll(input);
    return give();
  };
}

function isHandler(response: unknown): response is StubHandler {
  return typeof response === "function";
}

/** Copies a value, so that later changes to it do not change the output. */
function checkedCopy({ id, output }: Operation, value: unknown, item: string): unknown {
  if (output === undefined) return undefined;
  try {
    return output.decode(output.encode(value));
  } catch (cause) {
    const text = cause instanceof Error ? cause.message : String(cause);
    throw new TypeError(`${id}: ${item}the output of its stub does not match the contract ${text}`, { cause });
  }
}

/** Checks the items of arrays now; items of other iterables are checked when they are read. */
function checkedStream(operation: Operation, response: unknown, streams: "items" | "bytes"): unknown {
  if (streams === "bytes" && response instanceof Uint8Array) return [checkedCopy(operation, response, "")];
  if (Array.isArray(response)) return response.map((item, index) => checkedCopy(operation, item, `item ${index} of `));
  if (isIterable(response)) return response;
  throw new TypeError(
    `${operation.id}: expected its stub to respond with ${streams === "bytes" ? "bytes, or chunks of them" : "items"} to iterate over, found ${response === null ? "null" : typeof response}`,
  );
}

/** Converts a stream to the forms that the dispatcher accepts. The dispatcher awaits promises. */
function toStream(response: unknown, streams: "items" | "bytes"): unknown {
  if (response instanceof Promise) return response.then((settled) => toStream(settled, streams));
  if (streams === "bytes" && response instanceof Uint8Array) return toStream([response], streams);
  if (!isIterable(response) || Symbol.asyncIterator in response) return response;
  return iterate(response);
}

async function* iterate(items: Iterable<unknown>): AsyncGenerator<unknown, void, void> {
  yield* items;
}

function isIterable(value: unknown): value is Iterable<unknown> | AsyncIterable<unknown> {
  return typeof value === "object" && value !== null && (Symbol.iterator in value || Symbol.asyncIterator in value);
}

/** Returns `true` if callers send a stream. */
export function takesStream({ streaming }: Operation): boolean {
  return streaming !== undefined && streaming.input !== "none";
}

/** Reads a client stream to its end, so that the log has its items. */
async function readAll(input: unknown): Promise<void> {
  for await (const _ of itemsOf(input)) {
    // observeStream keeps the items.
  }
}

/** Returns a stream that passes its items to `onItem` as they are read. */
export function observeStream(input: unknown, onItem: (item: unknown) => void): AsyncIterable<unknown> {
  return {
    [Symbol.asyncIterator]() {
      const source = itemsOf(input)[Symbol.asyncIterator]();
      return {
        async next() {
          const step = await source.next();
          if (step.done !== true) onItem(step.value);
          return step;
        },
        return: async () => (await source.return?.()) ?? { done: true, value: undefined },
      };
    },
  };
}
