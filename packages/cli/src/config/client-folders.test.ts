import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { findClientFolders } from "./client-folders.ts";

describe("findClientFolders", () => {
  let root: string;
  const add = (folder: string): void => {
    mkdirSync(join(root, folder, "src"), { recursive: true });
    writeFileSync(join(root, folder, "src/contract.ts"), "");
  };
  const find = (...clients: string[]): readonly string[] =>
    findClientFolders({
      root,
      file: undefined,
      clients,
      contract: "src/contract.ts",
      application: undefined,
      check: undefined,
      openapi: undefined,
      importExtension: "ts",
    }).map((client) => client.label);
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), "seamline-folders-"));
  });
  afterEach(() => rmSync(root, { recursive: true }));

  it("finds the folders of a pattern once each, sorted by name", () => {
    for (const name of ["clients/b", "clients/a", "clients/a-b", "other"]) add(name);
    writeFileSync(join(root, "clients/readme.md"), "");
    mkdirSync(join(root, "clients/.hidden"));
    mkdirSync(join(root, "clients/node_modules"));
    expect(find("clients/*")).toEqual(["clients/a", "clients/a-b", "clients/b"]);
    expect(find("clients/a*", "clients/*", "./other")).toEqual(["clients/a", "clients/a-b", "clients/b", "other"]);
  });

  it("matches a star within one level, at any level", () => {
    for (const name of ["apps/x/clients/a", "apps/y/clients/a", "apps/y/clients/deep/er"]) add(name);
    rmSync(join(root, "apps/y/clients/deep"), { recursive: true });
    expect(find("apps/*/clients/*")).toEqual(["apps/x/clients/a", "apps/y/clients/a"]);
  });

  it("takes every other character of a pattern literally", () => {
    for (const name of ["clients/a.b", "clients/axb", "clients/(c)"]) add(name);
    expect(find("clients/a.*")).toEqual(["clients/a.b"]);
    expect(find("clients/(*")).toEqual(["clients/(c)"]);
  });

  it("follows links to folders and takes the root itself", () => {
    add("elsewhere");
    mkdirSync(join(root, "clients"));
    symlinkSync(join(root, "elsewhere"), join(root, "clients/linked"));
    expect(find("clients/*")).toEqual(["clients/linked"]);
    mkdirSync(join(root, "src"));
    writeFileSync(join(root, "src/contract.ts"), "");
    expect(find(".")).toEqual(["."]);
  });

  it("names a missing folder", () => {
    expect(() => find("clients/nowhere")).toThrow(/clients\/nowhere\/src\/contract\.ts: expected the contract/);
  });
});
