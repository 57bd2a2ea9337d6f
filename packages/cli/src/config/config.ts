/** `seamline.config.ts`: the configuration of the command line. */

import type { OpenapiOptions } from "@seamline/core/openapi";
import type { ImportExtension } from "../loading/resolve-fallback.ts";
import type { CheckConfig } from "./check-config.ts";

/** The parts of the documents of `seamline openapi` that no contract holds. */
export interface OpenapiConfig {
  /** For `--public`: the document of exposed operations. Default: the contracts alone. */
  readonly public?: OpenapiOptions;
  /** The document of all operations. Default: the contracts alone. */
  readonly internal?: OpenapiOptions;
}

/** The settings of the command line. Paths are relative to the configuration file. */
export interface SeamlineConfig {
  /** The client packages, as folders; `*` stands for any one name. Default: `["clients/*"]`. */
  readonly clients?: readonly string[];
  /** The path of the contract in each client package. Default: `"src/contract.ts"`. */
  readonly contract?: string;
  /**
   * The ending of imports in generated files; contracts may be written in the same way. Default:
   * `"ts"`.
   */
  readonly importExtension?: ImportExtension;
  /** The module that exports the application, for `seamline explain`, which fails without it. */
  readonly application?: string;
  /** Titles, servers and security of OpenAPI documents, for `seamline openapi`. Default: none. */
  readonly openapi?: OpenapiConfig;
  /** The boundaries that `seamline check` holds. Default: none. */
  readonly check?: CheckConfig;
}

/**
 * Types a configuration; returns it unchanged.
 * @example
 * ```ts
 * export default defineConfig({ clients: ["clients/*"], application: "./app/application.ts" });
 * ```
 */
export function defineConfig(config: SeamlineConfig): SeamlineConfig {
  return config;
}
