/** From what a test gives as an answer to the handler that gives it. */

import type { Operation } from "@seamline/core/extend";
import { itemsOf } from "@seamline/core/internal";
import type { StubHandler } from "./reaction.ts";

/**
 * The handler that answers with a value or with what a function makes.
 * @throws {TypeError} for a value that the contract does not allow, with its path. What a function makes is checked when it is made.
 */
export function handlerOf(operation: Operation, answer: unknown): StubHandler {
  const streams = operation.streaming?.output ?? "none";
  if (isHandler(answer)) {
    if (streams === "none") return answer;
    return (input, context) => toStream(answer(input, context), streams);
  }
  const given = streams === "none" ? checkedCopy(operation, answer, "") : checkedStream(operation, answer, streams);
  const give = streams === "none" ? () => given : () => toStream(given, streams);
  if (!takesStream(operation)) return give;
  return async (input) => {
    await readAll(input);
    return give();
  };
}

function isHandler(answer: unknown): answer is StubHandler {
  return typeof answer === "function";
}

/** A copy, so that a test which goes on to change its value does not change the answer. */
function checkedCopy({ id, output }: Operation, value: unknown, item: string): unknown {
  if (output === undefined) return undefined;
  try {
    return output.decode(output.encode(value));
  } catch (cause) {
    const text = cause instanceof Error ? cause.message : String(cause);
    throw new TypeError(`${id}: ${item}the output of its stub does not match the contract ${text}`, { cause });
  }
}

/** Items that are all there are checked now; others when they are read. */
function checkedStream(operation: Operation, answer: unknown, streams: "items" | "bytes"): unknown {
  if (streams === "bytes" && answer instanceof Uint8Array) return [checkedCopy(operation, answer, "")];
  if (Array.isArray(answer)) return answer.map((item, index) => checkedCopy(operation, item, `item ${index} of `));
  if (isIterable(answer)) return answer;
  throw new TypeError(
    `${operation.id}: expected its stub to answer with ${streams === "bytes" ? "bytes, or chunks of them" : "items"} to iterate over, found ${answer === null ? "null" : typeof answer}`,
  );
}

/** What the dispatcher takes for a stream. A promise of one is awaited there. */
function toStream(answer: unknown, streams: "items" | "bytes"): unknown {
  if (answer instanceof Promise) return answer.then((settled) => toStream(settled, streams));
  if (streams === "bytes" && answer instanceof Uint8Array) return toStream([answer], streams);
  if (!isIterable(answer) || Symbol.asyncIterator in answer) return answer;
  return iterate(answer);
}

async function* iterate(items: Iterable<unknown>): AsyncGenerator<unknown, void, void> {
  yield* items;
}

function isIterable(value: unknown): value is Iterable<unknown> | AsyncIterable<unknown> {
  return typeof value === "object" && value !== null && (Symbol.iterator in value || Symbol.asyncIterator in value);
}

/** Whether callers send a stream. */
export function takesStream({ streaming }: Operation): boolean {
  return streaming !== undefined && streaming.input !== "none";
}

/** A stub that answers with a value has read what it was sent, so that the log has it. */
async function readAll(input: unknown): Promise<void> {
  for await (const _ of itemsOf(input)) {
    // The log keeps the items.
  }
}

/** A stream that shows its items to `onItem` as they are read. */
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
