/** The transcript of one run of a case: what happened, in order, in lines that are equal on every transport. */

/** Records a run while it happens. */
export interface Transcript {
  readonly lines: readonly string[];
  record(line: string): void;
  /** Resolves once that many lines that start with `text` have been recorded. Default 1. */
  seen(text: string, count?: number): Promise<void>;
  /**
   * Runs `work`, then sorts the lines that were recorded meanwhile: for concurrent calls, whose order no transport promises.
   */
  unordered(work: () => Promise<void>): Promise<void>;
  /** Resolves once the gate was opened. How handlers wait without a clock. */
  gate(name: string): Promise<void>;
  open(name: string): void;
  /** Whether `key` was met before; remembers it. */
  met(key: string): boolean;
  /** What handlers keep from one call to the next. */
  readonly memory: Map<string, unknown>;
}

/** Starts an empty transcript. */
export function createTranscript(): Transcript {
  const lines: string[] = [];
  const gates = new Map<string, PromiseWithResolvers<void>>();
  const keys = new Set<string>();
  let waiting: { readonly isSeen: () => boolean; readonly resolve: () => void }[] = [];
  const gateOf = (name: string): PromiseWithResolvers<void> => {
    const known = gates.get(name) ?? Promise.withResolvers<void>();
    gates.set(name, known);
    return known;
  };
  return {
    lines,
    memory: new Map(),
    record(line) {
      lines.push(line);
      const due = waiting.filter(({ isSeen }) => isSeen());
      waiting = waiting.filter((one) => !due.includes(one));
      for (const { resolve } of due) resolve();
    },
    seen(text, count = 1) {
      const isSeen = (): boolean => lines.filter((line) => line.startsWith(text)).length >= count;
      return isSeen() ? Promise.resolve() : new Promise((resolve) => waiting.push({ isSeen, resolve }));
    },
    async unordered(work) {
      const start = lines.length;
      await work();
      lines.push(...lines.splice(start).sort());
    },
    gate: (name) => gateOf(name).promise,
    open: (name) => gateOf(name).resolve(),
    met(key) {
      const met = keys.has(key);
      keys.add(key);
      return met;
    },
  };
}
