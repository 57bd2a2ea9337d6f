import { describe, expect, it } from "vitest";
import { createRepository } from "../repository/create-repository.ts";
import { printStartupProgram } from "./startup-program.ts";
import { subjects } from "./subjects.ts";

describe("the program of the startup family", () => {
  it("prints the time of its imports, and counts files with --modules", async () => {
    await using repository = await createRepository("workspace");
    await repository.write("one.js", 'import "./two.js";');
    await repository.write("two.js", "");
    await repository.write("start.js", printStartupProgram(["./one.js"]));
    expect(JSON.parse((await repository.node(["start.js"])).stdout)).toEqual({
      importTime: expect.any(Number),
      rss: expect.any(Number),
      modules: 0,
    });
    expect(JSON.parse((await repository.node(["start.js", "--modules"])).stdout).modules).toBe(2);
  });

  it.each(subjects.filter(({ name }) => !name.startsWith("seamline")))(
    "imports $name",
    async ({ imports, files = {} }) => {
      await using repository = await createRepository("workspace");
      for (const [path, text] of Object.entries(files)) await repository.write(path, text);
      await repository.write("start.js", printStartupProgram(imports));
      expect((await repository.node(["start.js"])).stdout).toContain("importTime");
    },
  );
});
