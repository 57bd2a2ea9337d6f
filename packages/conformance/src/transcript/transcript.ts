/**
 * The transcript of one run of a case: its events in order, as lines that are equal on every
 * transport.
 */

/** The transcript of a run, recorded while it happens. */
export interface Transcript {
  readonly lines: readonly string[];
  record(line: string): void;
  /** Resolves once `count` lines that start with `text` have been recorded. Default 1. */
  seen(text: string, count?: number): Promise<void>;
  /**
   * Runs `work`, then sorts the lines that were recorded meanwhile: for concurrent calls, whose
   * order no transport promises.
   */
  unordered(work: () => Promise<void>): Promise<void>;
  /** Resolves once the gate is open, so that handlers wait without timers. */
  gate(name: string): Promise<void>;
  open(name: string): void;
  /** Returns `true` if `key` was passed before, and remembers it. */
  met(key: string): boolean;
  /** The state of handlers between calls. */
  readonly memory: Map<string, unknown>;
}

/** Creates an empty transcript. */
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
