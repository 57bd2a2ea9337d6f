/** Results of callbacks that harm their caller unless it is careful, by name. */

const failure = (): Error => new Error("the callback failed");

const name = "then";

function thenable(then: (resolve: (value: unknown) => void, reject: (reason: unknown) => void) => void): unknown {
  return Object.defineProperty({}, name, { value: then });
}

/** Each fails in another way. */
export const hostileResults: Readonly<Record<string, () => unknown>> = {
  "an exception": () => {
    throw failure();
  },
  "a rejected promise": async () => {
    throw failure();
  },
  "a promise that rejects later": async () => {
    await new Promise((resolve) => setImmediate(resolve));
    throw failure();
  },
  "a promise that never settles": () => new Promise(() => undefined),
  "a thenable that throws": () =>
    thenable(() => {
      throw failure();
    }),
  "a thenable whose then cannot be read": () =>
    Object.defineProperty({}, name, {
      get() {
        throw failure();
      },
    }),
  "a thenable that rejects": () => thenable((_, reject) => reject(failure())),
  "a thenable that fulfils with a rejected promise": () => thenable((resolve) => resolve(Promise.reject(failure()))),
  "a thenable that rejects, then throws": () =>
    thenable((_, reject) => {
      reject(failure());
      throw failure();
    }),
  "a function with a then": () => Object.defineProperty(() => undefined, name, { value: async () => failure() }),
  "a proxy that throws": () =>
    new Proxy(
      {},
      {
        get() {
          throw failure();
        },
        getPrototypeOf() {
          throw failure();
        },
      },
    ),
  "a revoked proxy": () => {
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    return proxy;
  },
  "a value that cannot be printed": () => {
    throw Object.create(null);
  },
};

/** Runs work, and returns what would have ended the process meanwhile or shortly after. */
export async function findUnhandled(work: () => Promise<unknown>): Promise<readonly unknown[]> {
  const found: unknown[] = [];
  const add = (reason: unknown): void => void found.push(reason);
  process.on("unhandledRejection", add);
  process.on("uncaughtException", add);
  try {
    await work();
    for (let turn = 0; turn < 4; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  } finally {
    process.off("unhandledRejection", add);
    process.off("uncaughtException", add);
  }
  return found;
}
