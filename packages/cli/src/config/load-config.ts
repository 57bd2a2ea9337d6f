/** Finding and reading `seamline.config.ts`. */

import { existsSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { UserError } from "../error/user-error.ts";
import { importFile } from "../loading/import-file.ts";
import type { CheckConfig } from "./check-config.ts";
import { checkSettings } from "./check-settings.ts";
import type { SeamlineConfig } from "./config.ts";
import { arrayOf, object, type Setting, text } from "./setting.ts";

/** A configuration with its defaults in place. */
export interface LoadedConfig {
  /** The folder that paths are relative to. */
  readonly root: string;
  /** `undefined` when there is no configuration file. */
  readonly file: string | undefined;
  readonly clients: readonly string[];
  readonly contract: string;
  readonly application: string | undefined;
  readonly check: CheckConfig | undefined;
}

/** Where to look for the configuration. */
export interface ConfigLocation {
  /** Default: the working directory. */
  readonly cwd?: string | undefined;
  /** The configuration file. Default: `seamline.config.ts` in `cwd`, if it is there. */
  readonly config?: string | undefined;
}

const settings: Setting = object({
  application: text("the path of a module"),
  check: checkSettings,
  clients: arrayOf("an array of folders", text("a folder")),
  contract: text("the path of a file inside each client folder"),
});

/** Reads the configuration. @throws {UserError} listing everything that is wrong with it. */
export async function loadConfig(location: ConfigLocation = {}): Promise<LoadedConfig> {
  const cwd = resolve(location.cwd ?? process.cwd());
  if (!existsSync(cwd)) throw new UserError([`${cwd}: expected a folder to work in, found nothing`]);
  const file = resolve(cwd, location.config ?? "seamline.config.ts");
  if (location.config === undefined && !existsSync(file)) return withDefaults(cwd, undefined, {});
  const exported = (await importFile(file, "the configuration")).default;
  if (typeof exported !== "object" || exported === null) {
    throw new UserError([`${file}: expected a default export, as \`export default defineConfig({ … })\`, found none`]);
  }
  const faults = settings("", exported);
  if (faults.length > 0) throw new UserError(faults.map((fault) => `${file}: ${fault}`));
  return withDefaults(dirname(file), file, exported as SeamlineConfig);
}

function withDefaults(root: string, file: string | undefined, config: SeamlineConfig): LoadedConfig {
  return {
    root,
    file,
    clients: config.clients ?? ["clients/*"],
    contract: config.contract ?? "src/contract.ts",
    application: config.application,
    check: config.check,
  };
}
