/** Wire values as recordings hold them: copies, with the items of a stream in an array and bytes as base64. */

import type { Streaming } from "@seamline/core/extend";

/** Which form one side of an operation has. */
export type Form = Streaming["input"];

/** A copy of a wire value; keys are sorted, so that it is written the same in every run. */
export function copyWire(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(copyWire);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).filter(([, item]) => item !== undefined);
  return Object.fromEntries(
    entries.sort(([one], [other]) => (one < other ? -1 : 1)).map(([key, item]) => [key, copyWire(item)]),
  );
}

/** What has been read of a stream, as recordings hold it. */
export function collected(form: Form, items: readonly unknown[]): unknown {
  if (form === "bytes") return Buffer.concat(items.filter((item) => item instanceof Uint8Array)).toString("base64");
  return items.map(copyWire);
}

/** The stream that recorded items make. */
export async function* replayed(form: Form, recorded: unknown): AsyncGenerator<unknown, void, void> {
  if (form === "bytes") yield new Uint8Array(Buffer.from(String(recorded), "base64"));
  else if (Array.isArray(recorded)) yield* recorded;
}

/** Is shown a stream as it is read. */
export interface StreamWatch {
  readonly onItem: (item: unknown) => void;
  /** The reader has all it wanted. */
  readonly onEnd?: () => void;
  readonly onFailure?: (reason: unknown) => void;
}

/** A stream that shows what is read of it. */
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
