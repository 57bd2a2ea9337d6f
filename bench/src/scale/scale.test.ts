import { describe, expect, it } from "vitest";
import { writeClientPackage } from "../repository/client-package.ts";
import { createRepository } from "../repository/create-repository.ts";
import { startPoint } from "./point-process.ts";
import { allServices, operationsOf, servicesOf } from "./points.ts";

describe("servicesOf", () => {
  it("names services by their size, so that points share them", () => {
    expect(servicesOf({ services: 2, operations: 10 })).toEqual(["s0x10", "s1x10"]);
    expect(operationsOf("s1x10")).toBe(10);
    expect(allServices()).toHaveLength(4 + 200);
  });
});

describe("startPoint", () => {
  it.each([
    ["seamline", "in-process"],
    ["seamline", "http"],
    ["floor", "in-process"],
    ["floor with z.compile", "in-process"],
  ] as const)("makes the calls of a point: %s, %s", async (subject, transport) => {
    const point = { services: 2, operations: 3 };
    await using repository = await createRepository("workspace");
    for (const service of servicesOf(point)) await writeClientPackage(repository, service, point.operations);
    await repository.seamline(["generate"]);
    await using process = await startPoint(repository.folder, point, transport, subject);
    const costs = await process.run(100);
    expect(costs.one.time).toBeGreaterThan(0);
    expect(costs.all.time).toBeGreaterThan(0);
  });
});
