/** Finds and reads `seamline.config.ts`, which may also be `.mts`, `.cts` or JavaScript. */

import { existsSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import {
  anything,
  arrayOf,
  fieldsOf,
  isRecord,
  object,
  oneOf,
  printSettingFault,
  type Setting,
  type SettingFault,
  text,
} from "@seamline/core/settings";
import { UserError } from "../error/user-error.ts";
import { importFile } from "../loading/import-file.ts";
import type { ImportExtension } from "../loading/resolve-fallback.ts";
import type { CheckConfig } from "./check-config.ts";
import { checkSettings } from "./check-settings.ts";
import type { OpenapiConfig, SeamlineConfig } from "./config.ts";

/** A configuration after defaults are applied. */
export interface LoadedConfig {
  /** The folder that paths are relative to. */
  readonly root: string;
  /** `undefined` without a configuration file. */
  readonly file: string | undefined;
  readonly clients: readonly string[];
  readonly contract: string;
  readonly importExtension: ImportExtension;
  readonly application: string | undefined;
  readonly check: CheckConfig | undefined;
  readonly openapi: OpenapiConfig | undefined;
}

/** The location of the configuration. */
export interface ConfigLocation {
  /**
   * Default: the folder with the nearest configuration, from the working directory upwards; without
   * one the working directory.
   */
  readonly cwd?: string | undefined;
  /**
   * The configuration file. Default: `seamline.config.ts` (or `.mts`, `.cts`, `.js`, `.mjs`,
   * `.cjs`) in `cwd`, if it is there.
   */
  readonly config?: string | undefined;
}

const settings: Setting = object({
  application: text("the path of a module"),
  check: checkSettings,
  clients: arrayOf("an array of folders", text("a folder")),
  contract: text("the path of a file inside each client folder"),
  importExtension: oneOf("ts", "js", "none"),
  openapi: object({ public: anything, internal: anything }), // see checkOpenapi
});

/** Reads the configuration. @throws {UserError} listing all its faults. */
export async function loadConfig(location: ConfigLocation = {}): Promise<LoadedConfig> {
  const cwd = resolve(location.cwd ?? process.cwd());
  if (!existsSync(cwd)) throw new UserError([`${cwd}: expected a folder to work in, found nothing`]);
  const found = location.config ?? (location.cwd === undefined ? findAbove(cwd) : findConfig(cwd));
  if (found === undefined) return withDefaults(cwd, undefined, {});
  const file = resolve(cwd, found);
  const exported = readDefault(await importFile(file, "the configuration", "none"));
  if (typeof exported !== "object" || exported === null) {
    throw new UserError([`${file}: expected a default export, as \`export default defineConfig({ … })\`, found none`]);
  }
  const faults = [...settings("", exported), ...(await checkOpenapi(fieldsOf(exported).openapi))];
  if (faults.length > 0) throw new UserError(faults.map((fault) => `${file}: ${printSettingFault(fault)}`));
  return withDefaults(dirname(file), file, exported as SeamlineConfig);
}

/** The settings of documents are loaded, and zod with them, if a configuration has some. */
async function checkOpenapi(openapi: unknown): Promise<readonly SettingFault[]> {
  if (!isRecord(openapi)) return [];
  const { openapiSettings } = await import("@seamline/core/openapi");
  const document = object(openapiSettings);
  return [openapi.public, openapi.internal].flatMap((options, index) =>
    options === undefined ? [] : document(`openapi.${index === 0 ? "public" : "internal"}`, options),
  );
}

const names = ["ts", "mts", "cts", "js", "mjs", "cjs"].map((ending) => `seamline.config.${ending}`);

/** The configuration of a folder. @throws {UserError} if there are several. */
export function findConfig(folder: string): string | undefined {
  const [file, ...others] = names.map((name) => join(folder, name)).filter((one) => existsSync(one));
  if (others.length === 0) return file;
  throw new UserError([`${file}: expected one configuration, found also ${others.join(", ")}; remove all but one`]);
}

/** The nearest configuration, up to the repository's root. */
function findAbove(folder: string): string | undefined {
  const found = findConfig(folder);
  const isRoot = existsSync(join(folder, ".git")) || dirname(folder) === folder;
  return found ?? (isRoot ? undefined : findAbove(dirname(folder)));
}

/** Compiled to CommonJS, a default export is nested one level deeper. */
function readDefault({ default: exported }: Readonly<Record<string, unknown>>): unknown {
  const isCompiled = isRecord(exported) && exported.__esModule === true;
  return isCompiled ? exported.default : exported;
}

function withDefaults(root: string, file: string | undefined, config: SeamlineConfig): LoadedConfig {
  return {
    root,
    file,
    clients: config.clients ?? ["clients/*"],
    contract: config.contract ?? "src/contract.ts",
    importExtension: config.importExtension ?? "ts",
    application: config.application,
    check: config.check,
    openapi: config.openapi,
  };
}
