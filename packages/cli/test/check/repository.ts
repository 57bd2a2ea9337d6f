/** A repository in a temporary folder, checked in this process. */

import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { type CheckOptions, type CheckResult, check } from "../../src/check/run/check.ts";
import type { CheckConfig } from "../../src/config/check-config.ts";

/** A folder with files, removed by `dispose`. */
export interface TestRepository {
  readonly folder: string;
  write(files: Readonly<Record<string, string>>): void;
  remove(path: string): void;
  check(options?: CheckOptions): Promise<CheckResult>;
  dispose(): void;
}

/** Writes a repository. A configuration is read once per process, so it does not change. */
export function createRepository(config: CheckConfig, files: Readonly<Record<string, string>>): TestRepository {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "seamline-check-")));
  process.env.XDG_CACHE_HOME = join(folder, ".cache");
  const write = (all: Readonly<Record<string, string>>): void => {
    for (const [path, text] of Object.entries(all)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
  };
  write({
    "package.json": '{ "type": "module" }',
    "seamline.config.ts": `export default ${JSON.stringify({ check: config })};`,
  });
  write(files);
  return {
    folder,
    write,
    remove: (path) => rmSync(join(folder, path), { recursive: true }),
    check: (options) => check({ cwd: folder, ...options }),
    dispose: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** A violation in one line: rule, position and owner. */
export function lines({ violations }: CheckResult): readonly string[] {
  return violations.map(({ rule, file, line, column, owner }) => `${rule} ${file}:${line}:${column} ${owner}`);
}
