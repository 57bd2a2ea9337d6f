/**
 * Wire values in the form of recordings: copies, with the items of a stream in an array and bytes
 * as base64.
 */

import type { Streaming } from "@seamline/core/extend";

/** The form of an operation's input or output. */
export type Form = Streaming["input"];

/** Copies a wire value with sorted keys, so that its text is equal in every run. */
export function copyWire(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(copyWire);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).filter(([, item]) => item !== undefined);
  return Object.fromEntries(
    entries.sort(([one], [other]) => (one < other ? -1 : 1)).map(([key, item]) => [key, copyWire(item)]),
  );
}

/** The items of a stream in the form of recordings. */
export function collected(form: Form, items: readonly unknown[]): unknown {
  if (form === "bytes") return Buffer.concat(items.filter((item) => item instanceof Uint8Array)).toString("base64");
  return items.map(copyWire);
}

/** The stream of recorded items. */
export async function* replayed(form: Form, recorded: unknown): AsyncGenerator<unknown, void, void> {
  if (form === "bytes") yield new Uint8Array(Buffer.from(String(recorded), "base64"));
  else if (Array.isArray(recorded)) yield* recorded;
}

/** Callbacks for the reading of a stream. */
export interface StreamWatch {
  readonly onItem: (item: unknown) => void;
  /** Called when the stream ends or its reader stops. */
  readonly onEnd?: () => void;
  readonly onFailure?: (reason: unknown) => void;
}

/** Returns a stream that calls `watch` as it is read. */
export function watchStream(source: AsyncIterable<unknown>, watch: StreamWatch): AsyncIterable<unknown> {
  return {
    [Symbol.asyncIterator]() {
      const iterator = source[Symbol.asyncIterator]();
      return {
        async next() {
          try {
            const step = await iterator.next();
            if (step.done === true) watch.onEnd?.();
            else watch.onItem(step.value);
            return step;
          } catch (reason) {
            watch.onFailure?.(reason);
            throw reason;
          }
        },
        async return() {
          watch.onEnd?.();
          return (await iterator.return?.()) ?? { done: true, value: undefined };
        },
      };
    },
  };
}
