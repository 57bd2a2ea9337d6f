/**
 * Remembers the nonces of accepted calls for as long as their time stamp could be accepted again. Two generations of names
 * instead of a timer per nonce: when the younger is a window old, the elder is dropped and the younger takes its place.
 */

/** Admits each nonce once. */
export interface ReplayGuard {
  /** `full` when so many nonces are remembered that no further one can be told from a replay. */
  admit(nonce: string, nowSeconds: number): "new" | "seen" | "full";
}

/** Nonces per generation: about 70 MB when full. */
const defaultCapacity = 1_000_000;

/** @param windowSeconds how long a nonce must be remembered at least. */
export function createReplayGuard(windowSeconds: number, capacity: number = defaultCapacity): ReplayGuard {
  let younger = new Set<string>();
  let elder = new Set<string>();
  let turned: number | undefined;
  return {
    admit(nonce, nowSeconds) {
      turned ??= nowSeconds;
      const age = nowSeconds - turned;
      if (age >= windowSeconds) {
        elder = age >= 2 * windowSeconds ? new Set() : younger;
        younger = new Set();
        turned = nowSeconds;
      }
      if (younger.has(nonce) || elder.has(nonce)) return "seen";
      if (younger.size >= capacity) return "full";
      younger.add(nonce);
      return "new";
    },
  };
}
