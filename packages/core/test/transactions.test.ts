/** Whose code is in a transaction: marks of helpers, nested ones, and what a rollback leaves behind. */

import { setImmediate as turn } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  type Application,
  createApplication,
  createClientClass,
  defineContract,
  defineModule,
  type GuardViolation,
  markTransaction,
  withinTransaction,
} from "../src/index.ts";

const contract = defineContract("courier", { operations: { plan: {} } });
const CourierClient = createClientClass(contract);
const violations: GuardViolation[] = [];
let app: Application;

beforeAll(async () => {
  const module = defineModule({ contract, start: () => ({ plan: () => undefined }) });
  const modules = { courier: { contract, load: async () => module } };
  app = createApplication({ modules, guards: { mode: "error", report: (one) => violations.push(one) } });
  await app.start();
});
afterAll(() => app.stop());

/** Makes a call; `open` or `left behind` if the guard has refused it. */
async function plan(): Promise<string> {
  violations.length = 0;
  const made = await app
    .client(CourierClient)
    .plan()
    .then(
      () => "made",
      () => "refused",
    );
  if (made === "made") return made;
  return violations[0]?.found.includes("left behind") ? "left behind" : "open";
}

async function save(work: () => Promise<unknown> = turn): Promise<unknown> {
  const end = markTransaction();
  try {
    return await work();
  } finally {
    end();
  }
}

function begin(): () => void {
  return markTransaction(begin);
}

describe("markTransaction", () => {
  it("does not mark the caller of an async function that goes on beside it", async () => {
    const saving = save();
    expect(await plan()).toBe("made");
    await turn();
    const another = save();
    await turn();
    expect(await plan()).toBe("made");
    await Promise.all([saving, another]);
  });

  it.each<[string, () => Promise<unknown>]>([
    ["at once", () => plan()],
    ["after an await", () => turn().then(() => plan())],
    [
      "of an async function",
      async () => {
        await turn();
        return await plan();
      },
    ],
    ["in parallel", async () => (await Promise.all([plan(), turn()]))[0]],
    ["within a nested mark", () => save(plan)],
    [
      "after a nested mark",
      async () => {
        await save();
        return await plan();
      },
    ],
    [
      "beside a nested mark",
      async () => {
        const nested = save();
        const outcome = await plan();
        await nested;
        return outcome;
      },
    ],
    [
      "after a savepoint",
      async () => {
        await withinTransaction(async () => undefined);
        return await plan();
      },
    ],
  ])("marks the function that calls it: a call %s", async (_when, work) => {
    expect(await save(work)).toBe("open");
    expect(await plan()).toBe("made");
  });

  it("marks for the caller of a helper that it names", async () => {
    const inHandler = async () => {
      const end = begin();
      try {
        return await plan();
      } finally {
        end();
      }
    };
    expect(await inHandler()).toBe("open");
  });

  it("marks what a returned callback runs, until the end", async () => {
    let end = (): void => undefined;
    const handler = async () => {
      end = markTransaction();
      const commit = async () => plan();
      await turn();
      return await commit();
    };
    expect(await handler()).toBe("open");
    end();
    expect(await plan()).toBe("made");
  });
});

describe("withinTransaction", () => {
  const failing = () => Promise.reject(new Error("rolled back"));

  it("reports what a rollback leaves behind, and not what a commit does", async () => {
    let later: Promise<string> | undefined;
    const leave = (): void => {
      later = turn()
        .then(() => turn())
        .then(plan);
    };
    await withinTransaction(() => {
      leave();
      return Promise.all([later, failing()]);
    }).catch(() => undefined);
    expect(await later).toBe("left behind");
    await withinTransaction(async () => leave());
    expect(await later).toBe("made");
  });

  it("counts a savepoint's leftovers to the transaction around it", async () => {
    let later: Promise<string> | undefined;
    await withinTransaction(async () => {
      await withinTransaction(async () => {
        later = turn()
          .then(() => turn())
          .then(() => turn())
          .then(plan);
      });
      await turn();
      return failing();
    }).catch(() => undefined);
    expect(await later).toBe("left behind");
  });

  it("lets calls pass after a rollback, and retries", async () => {
    await withinTransaction(failing).catch(() => undefined);
    expect(await plan()).toBe("made");
    expect(await withinTransaction(failing).catch(() => plan())).toBe("made");
  });
});
