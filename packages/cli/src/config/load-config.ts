/** Finding and reading `seamline.config.ts`. */

import { existsSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { UserError } from "../error/user-error.ts";
import { importFile } from "../loading/import-file.ts";

/** A configuration with its defaults in place. */
export interface LoadedConfig {
  /** The folder that paths are relative to. */
  readonly root: string;
  /** `undefined` when there is no configuration file. */
  readonly file: string | undefined;
  readonly clients: readonly string[];
  readonly contract: string;
  readonly application: string | undefined;
}

/** Where to look for the configuration. */
export interface ConfigLocation {
  /** Default: the working directory. */
  readonly cwd?: string | undefined;
  /** The configuration file. Default: `seamline.config.ts` in `cwd`, if it is there. */
  readonly config?: string | undefined;
}

const expectations: Readonly<Record<string, string>> = {
  application: "the path of a module",
  clients: "an array of folders",
  contract: "the path of a file inside each client folder",
};

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
  const settings = exported as Record<string, unknown>;
  const faults = Object.entries(settings).flatMap(([key, value]) => checkSetting(file, key, value));
  if (faults.length > 0) throw new UserError(faults);
  return withDefaults(dirname(file), file, settings);
}

function withDefaults(root: string, file: string | undefined, settings: Record<string, unknown>): LoadedConfig {
  return {
    root,
    file,
    clients: (settings.clients as string[] | undefined) ?? ["clients/*"],
    contract: (settings.contract as string | undefined) ?? "src/contract.ts",
    application: settings.application as string | undefined,
  };
}

function checkSetting(file: string, key: string, value: unknown): readonly string[] {
  const expected = Object.hasOwn(expectations, key) ? expectations[key] : undefined;
  if (expected === undefined) {
    const known = Object.keys(expectations).join(", ");
    return [`${file}: ${JSON.stringify(key)} is no setting; the settings are ${known}`];
  }
  const isText = (one: unknown): boolean => typeof one === "string" && one !== "";
  const valid =
    value === undefined || (key === "clients" ? Array.isArray(value) && value.every(isText) : isText(value));
  return valid ? [] : [`${file}: ${key}: expected ${expected}, found ${JSON.stringify(value) ?? typeof value}`];
}
