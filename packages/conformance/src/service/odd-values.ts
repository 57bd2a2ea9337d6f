/**
 * Odd outputs of handlers: values that a contract allows, values that it forbids, and values that
 * only look valid.
 */

/** The values, by name, created for each call. */
export const oddValues: Readonly<Record<string, () => unknown>> = {
  undefined: () => undefined,
  null: () => null,
  text: () => "text",
  one: () => 1,
  "negative zero": () => -0,
  NaN: () => Number.NaN,
  infinity: () => Number.POSITIVE_INFINITY,
  "negative infinity": () => Number.NEGATIVE_INFINITY,
  "lone surrogate": () => "a\ud800z\udc00",
  "almost eight megabytes": () => "x".repeat(8 * 1024 * 1024 - 2),
  "eight megabytes": () => "x".repeat(8 * 1024 * 1024 - 1),

  "extra keys": () => ({ items: [{ id: 1, secret: "inner" }], secret: "outer" }),
  "undefined properties": () => ({ items: [{ id: 1, label: undefined }] }),
  "missing properties": () => ({ items: [{ label: "no id" }] }),
  "class instances": () => new Shelf(),
  "revoked proxy": () => {
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    return proxy;
  },
  proxy: () => new Proxy({ items: [{ id: 1 }] }, {}),
  "sparse array": () => {
    const items = [{ id: 1 }];
    items[2] = { id: 3 };
    return { items };
  },
  "undefined in array": () => ({ items: [{ id: 1 }, undefined] }),
  "throwing getter": () => ({
    get items() {
      throw new Error("secret of a getter");
    },
  }),
  "keys in another order": () => ({ note: "n", name: "a", options: { tags: [], depth: 3 }, size: "large" }),
  "only a name": () => ({ name: "a" }),
  "no defaults": () => ({ name: "a", note: null }),

  function: () => () => 1,
  symbol: () => Symbol("s"),
  bigint: () => 1n,
  date: () => new Date(0),
  map: () => new Map([["a", 1]]),
  "function inside": () => ({ a: [1, { b: () => 1 }] }),
  "symbol inside": () => ({ a: Symbol("s") }),
  "promise inside": () => ({ a: Promise.resolve(1) }),
  "symbol key": () => ({ a: 1, [Symbol("s")]: 2 }),
  cycle: () => {
    const ring: Record<string, unknown> = { name: "ring" };
    ring.self = ring;
    return ring;
  },
  "shared twice": () => {
    const shared = { a: 1 };
    return { left: shared, right: shared };
  },
  // biome-ignore lint/suspicious/noThenProperty: the point of the case
  thenable: () => ({ then: "data", value: 1 }),
  "function named then": () => {
    // biome-ignore lint/suspicious/noThenProperty: the point of the case
    return { then: (resolve: (value: unknown) => void) => resolve("awaited") };
  },
  "64 levels": () => nested(64),
  "65 levels": () => nested(65),
  "own __proto__": () => JSON.parse('{"a":1,"__proto__":{"polluted":true}}'),

  rich: () => ({
    at: new Date("2024-02-29T23:59:59.999Z"),
    amount: -(2n ** 80n),
    bytes: new Uint8Array([0, 127, 128, 255]),
    all: [1n, null],
  }),
  "invalid date": () => ({ at: new Date(Number.NaN), amount: 0n, bytes: new Uint8Array() }),
  "wire forms": () => ({ at: "2024-01-01T00:00:00.000Z", amount: "1", bytes: "AA==" }),
};

/** Nests arrays. @param levels their number. */
export function nested(levels: number): unknown {
  let value: unknown = [];
  for (let level = 1; level < levels; level += 1) value = [value];
  return value;
}

class Shelf {
  readonly owner = "secret";
  get items(): unknown {
    return [new Labelled()];
  }
  toJSON(): unknown {
    return { items: [] };
  }
}

class Labelled {
  readonly id = 7;
  get label(): string {
    return "from a getter";
  }
}
