/** `explain`: the effective settings of operations and events, read from the application. */

import { resolve } from "node:path";
import type { Application, Explanation } from "@seamline/core";
import { fieldsOf } from "@seamline/core/internal";
import { type ConfigLocation, loadConfig } from "../config/load-config.ts";
import { UserError } from "../error/user-error.ts";
import { importFile } from "../loading/import-file.ts";

/**
 * Explains one operation (`courier.createDelivery`), one event (`customer.orderCreated`), or all of
 * a service (`courier`). The application is imported, not started.
 * @throws {UserError} if the operation, the event or the application does not exist, or the configuration has
 * faults.
 */
export async function explain(name: string, location: ConfigLocation = {}): Promise<readonly Explanation[]> {
  const config = await loadConfig(location);
  if (config.application === undefined) {
    throw new UserError([
      `${config.file ?? resolve(config.root, "seamline.config.ts")}: expected the application to explain, found none; ` +
        'write `application: "./app/application.ts"`, a module that exports the result of createApplication',
    ]);
  }
  const file = resolve(config.root, config.application);
  const application = findApplication(
    file,
    await importFile(file, "the module that exports the application", config.importExtension),
  );
  try {
    return application.explain(name);
  } catch (reason) {
    if (reason instanceof RangeError) throw new UserError([reason.message], { cause: reason });
    if (reason instanceof Error && reason.name === "ConfigurationError") {
      throw new UserError([reason.message], { cause: reason });
    }
    throw reason;
  }
}

function findApplication(file: string, exported: Readonly<Record<string, unknown>>): Application {
  const [found, ...others] = new Set(Object.values(exported).filter(isApplication));
  if (found !== undefined && others.length === 0) return found;
  const names = Object.keys(exported).join(", ");
  throw new UserError([
    `${file}: expected one export made by createApplication(), found ${found === undefined ? "none" : others.length + 1} ` +
      `among ${names === "" ? "no exports" : names}; export the application there, and start it elsewhere`,
  ]);
}

/** Recognizes the values returned by `createApplication`, of any copy of @seamline/core. */
function isApplication(value: unknown): value is Application {
  if (typeof value !== "object" || value === null) return false;
  return ["explain", "start", "stop", "client"].every((method) => typeof fieldsOf(value)[method] === "function");
}
