/** `apps()`: adds the scheme `app` to an application's topology. */

import type { TransportProvider } from "@seamline/core/extend";
import { assertSettings, object, recordOf, type Setting, value } from "@seamline/core/settings";
import { assertForeignHeaders, type ForeignHeaderOptions, foreignHeadersSetting } from "@seamline/http/extend";
import { type App, assertApp } from "../memory/app.ts";
import { createAppTransport } from "./app-transport.ts";
import { readAppUrl } from "./app-url.ts";

/** Defaults for every `app:` URL of an application. */
export interface AppsOptions {
  /**
   * The origin that the applications find in their requests: `http(s)://host[:port]`. Default
   * `http://` and the application's name.
   */
  readonly origin?: string;
  /**
   * Header fields of calls to foreign targets (`?foreign=true`), by service: API keys and the like.
   * Other targets do not get them. Default: none.
   */
  readonly headers?: Readonly<Record<string, ForeignHeaderOptions>>;
}

const appsSetting: Setting = object({
  origin: value("an origin such as http://shop.example", isOrigin),
  headers: recordOf("an object of header fields by service", foreignHeadersSetting),
});

const namePattern = /^[A-Za-z][A-Za-z0-9_-]*$/;

/**
 * Creates the provider of `app:` URLs: `SEAMLINE_COURIER=app:legacy` calls the application under the
 * name `legacy` in memory, and later `SEAMLINE_COURIER=http://legacy:3000` calls it over a network.
 * @param served applications by name: letters, digits, `-` and `_`, a letter first.
 * @throws {TypeError} for another name, for what is no application, and for an unknown or invalid
 * option.
 * @example
 * ```ts
 * createApplication({ modules, transports: [apps({ legacy: app }), http()], env: process.env });
 * ```
 */
export function apps(served: Readonly<Record<string, App>>, options: AppsOptions = {}): TransportProvider {
  assertSettings("apps", appsSetting, options);
  const byName = new Map(Object.entries(served));
  for (const [name, app] of byName) {
    if (!namePattern.test(name)) {
      throw new TypeError(
        `apps: expected names of letters, digits, - and _, a letter first, found ${JSON.stringify(name)}`,
      );
    }
    assertApp(`apps: ${name}`, app);
  }
  const names = [...byName.keys()];
  return {
    name: "app",
    schemes: ["app"],
    read(url, addFault) {
      const { name, basePath, timeoutMs, foreign } = readAppUrl(url, names, addFault);
      return {
        settings: {
          ...(timeoutMs !== undefined && { timeout: `${timeoutMs}ms` }),
          ...(foreign && { foreign: "true" }),
        },
        timeoutMs,
        create({ keys, service, contract }) {
          const app = name === undefined ? undefined : byName.get(name);
          if (app === undefined) throw new TypeError(`${url.text} cannot be used: its faults have been reported`);
          const headers = Object.hasOwn(options.headers ?? {}, service) ? options.headers?.[service] : undefined;
          if (foreign) assertForeignHeaders(contract, headers);
          return createAppTransport(app, {
            url: `${options.origin ?? `http://${name}`}${basePath}`,
            ...(foreign ? { foreign, ...(headers && { headers }) } : { keys }),
          });
        },
      };
    },
  };
}

function isOrigin(given: unknown): boolean {
  return typeof given === "string" && /^https?:/.test(given) && URL.canParse(given) && new URL(given).origin === given;
}
