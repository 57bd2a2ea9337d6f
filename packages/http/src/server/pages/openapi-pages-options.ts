/** The options by which a public listener serves its own document, and a page that shows it. */

import type { Contract, Fault } from "@seamline/core";
import type { Operation } from "@seamline/core/extend";
import { matchesRoute } from "@seamline/core/internal";
import { findOpenapiFaults, type OpenapiOptions, openapiSettings } from "@seamline/core/openapi";
import { either, flag, object, type Setting, type SettingFault, value } from "@seamline/core/settings";
import { healthSegment } from "../operation-router.ts";
import { parseRequestTarget } from "../request-target.ts";

/**
 * The OpenAPI document of a public listener: its exposed operations, and no other. Anyone who
 * reaches the listener may read it, as `authenticate` is for calls.
 */
export interface OpenapiPagesOptions extends OpenapiOptions {
  /** The path of the document. Default `/openapi.json`. */
  readonly path?: string;
  /**
   * `true`, or a path: serves a page for people as well, by the package swagger-ui-dist. The default
   * path is `/docs`. Default: no page.
   */
  readonly page?: boolean | string;
}

/** The paths of a listener's own pages. */
export interface PagePaths {
  readonly document: string;
  /** `undefined` without a page. */
  readonly page: string | undefined;
}

/** Resolves the paths. */
export function toPaths({ path = "/openapi.json", page = false }: OpenapiPagesOptions): PagePaths {
  return { document: path, page: page === true ? "/docs" : page === false ? undefined : page };
}

/** The files of a page, below its path. */
export const pageFiles = ["swagger-ui.css", "swagger-ui-bundle.js", "start.js"] as const;

/** Lists all paths. */
export function listPaths({ document, page }: PagePaths): readonly string[] {
  return page === undefined ? [document] : [document, page, ...pageFiles.map((file) => `${page}/${file}`)];
}

// Not `path`: bundles to an ES module declare it for the CommonJS in them.
const pagePath: Setting = value(
  "a path such as /openapi.json",
  (given) =>
    typeof given === "string" && /^(?:\/[A-Za-z0-9._~-]+)+$/.test(given) && parseRequestTarget(given) !== undefined,
);

const setting: Setting = object({
  ...openapiSettings,
  path: pagePath,
  page: either((given) => (typeof given === "boolean" ? flag : pagePath)),
});

/**
 * Finds the faults of the options: unknown keys, contradictions, and paths that operations have.
 * @param contracts those of the hosted modules.
 * @param serves selects the operations of the listener.
 */
export function findPageFaults(
  options: OpenapiPagesOptions,
  contracts: readonly Contract[],
  serves: (operation: Operation) => boolean,
): readonly Fault[] {
  const wrong = setting("", options);
  return (wrong.length > 0 ? wrong : findConflicts(options, contracts, serves)).map(({ path: at, message }) => ({
    key: `public listener openapi${at === "" ? "" : `.${at}`}`,
    message,
  }));
}

function findConflicts(
  options: OpenapiPagesOptions,
  contracts: readonly Contract[],
  serves: (operation: Operation) => boolean,
): readonly SettingFault[] {
  const paths = toPaths(options);
  const operations = contracts.flatMap((contract) => Object.values(contract.operations)).filter(serves);
  const taken = listPaths(paths).flatMap((own): readonly SettingFault[] => {
    const at = own === paths.document ? "path" : "page";
    const segments = own.slice(1).split("/");
    if (segments[0] === healthSegment) {
      return [{ path: at, message: `expected another path than ${own}: /${healthSegment}/ is reserved for listeners` }];
    }
    return operations
      .filter(({ http }) => matchesRoute(http, segments))
      .map(({ id, http }) => ({
        path: at,
        message: `expected a path that no operation has, found ${own}, which ${id} serves as ${http.method} ${http.path}; set ${at} to another one`,
      }));
  });
  const same: readonly SettingFault[] =
    paths.page !== undefined && listPaths(paths).lastIndexOf(paths.document) > 0
      ? [{ path: "page", message: `expected another path than that of the document, found ${paths.document}` }]
      : [];
  // One configuration may serve several processes, each with some of the modules.
  const hosted = new Set(contracts.map(({ name }) => name));
  const anonymous = options.anonymous?.filter((name) => hosted.has(name.split(".")[0] ?? ""));
  return [...taken, ...same, ...findOpenapiFaults(contracts, { ...options, ...(anonymous && { anonymous }) })];
}
