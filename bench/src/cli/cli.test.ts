import { describe, expect, it } from "vitest";
import type { Repository } from "../repository/create-repository.ts";
import { createRepository } from "../repository/create-repository.ts";
import { createLargeRepository } from "./check-repository.ts";
import { checkers } from "./checkers.ts";
import { probe } from "./measure-checks.ts";
import { prepareWeighing, weigh } from "./peak-memory.ts";

const start = (repository: Repository, { configure, args }: (typeof checkers)[number]) =>
  configure === undefined ? repository.seamline(args) : repository.node(args);

describe("the checks of the cli family", () => {
  it.each(checkers)(
    "$name accepts the repository, and finds the planted violations, with and without its cache",
    async (checker) => {
      await using repository = await createLargeRepository("workspace", 230);
      await start(repository, checker);
      expect(await probe(repository, checker)).toEqual({ cold: true, warm: true });
      await start(repository, checker);
    },
    60_000,
  );
});

describe("weigh", () => {
  it("reports the peak of a program, not that of its parent", async () => {
    await using repository = await createRepository("workspace");
    await prepareWeighing(repository);
    const held = 200e6;
    await repository.write("large.js", `Buffer.alloc(${held}, 1);`);
    const small = await weigh(repository, []);
    const large = await weigh(repository, ["large.js"]);
    expect(small.peak).toBeGreaterThan(10e6);
    expect(large.peak - small.peak).toBeGreaterThan(held * 0.9);
  });
});
