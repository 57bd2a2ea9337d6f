/** Making applications, and finding the side of them that listeners work with. */

import { hintAtCopies } from "../platform/copies.ts";
import { assertSettings } from "../platform/setting.ts";
import type { Application, ApplicationOptions } from "./application.ts";
import { applicationSetting } from "./application-settings.ts";
import type { ApplicationHost } from "./host.ts";
import { RunningApplication } from "./running-application.ts";

const hosts = new WeakMap<Application, ApplicationHost>();

/**
 * The side of an application that listeners work with.
 * @throws {TypeError} for a value that `createApplication` did not make.
 * @example
 * ```ts
 * import { createApplication } from "@seamline/core";
 * import { getApplicationHost } from "@seamline/core/extend";
 *
 * const app = createApplication({ modules: {} });
 * const host = getApplicationHost(app);
 * host.addListener({ drain: async () => console.log("closed") });
 * await host.start();
 * console.log(host.state); // ready
 * await app.stop(); // closed
 * ```
 */
export function getApplicationHost(application: Application): ApplicationHost {
  const host = hosts.get(application);
  if (host === undefined) throw new TypeError(`expected an application made by createApplication()${hintAtCopies()}`);
  return host;
}

/**
 * Creates an application from its description. Nothing is read, imported or opened before
 * `start()`.
 * @throws {TypeError} for unknown options, and when a key of `modules` is not the name of its
 * contract.
 */
export function createApplication(options: ApplicationOptions): Application {
  assertSettings("createApplication", applicationSetting, options);
  const application = new RunningApplication(options);
  hosts.set(application, application.host);
  return application;
}
