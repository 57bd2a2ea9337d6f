/** @seamline/cli: the configuration of the `seamline` command, and what it does, for programs. */

// documents
export type {
  ApiKeyScheme,
  HttpScheme,
  MutualTlsScheme,
  OauthScheme,
  OpenapiContact,
  OpenapiLicense,
  OpenapiOptions,
  OpenapiServer,
  OpenIdScheme,
  SecurityScheme,
} from "@seamline/core/openapi";
// check
export type { BaselineEntry } from "./check/baseline/baseline.ts";
export type { JudgedViolation } from "./check/baseline/compare-baseline.ts";
export type { RuleName as BoundaryRuleName, Violation } from "./check/rule/violation.ts";
export { type CheckOptions, type CheckResult, check, type GrownEntry } from "./check/run/check.ts";
// configuration
export type {
  BaselineConfig,
  BaselineMode,
  CheckConfig,
  EdgePolicy,
  FloorPlan,
  ModuleBoundary,
} from "./config/check-config.ts";
export { defineConfig, type OpenapiConfig, type SeamlineConfig } from "./config/config.ts";
export type { ConfigLocation } from "./config/load-config.ts";
// differences
export type { BrokenConsumer, ContractChange, RuleName } from "./diff/change.ts";
export { diff } from "./diff/diff.ts";
export type { DiffOptions, DiffResult, ServiceDiff } from "./diff/diff-result.ts";
export type { Interaction, RecordedInteractions } from "./diff/interactions.ts";
export type { Side } from "./diff/rule.ts";
// errors
export { UserError } from "./error/user-error.ts";
// explanation
export { explain } from "./explain/explain.ts";
// generation
export { type GeneratedClient, type GenerateOptions, type GenerateResult, generate } from "./generate/generate.ts";
export type { Change, FileChange } from "./generate/sync-folder.ts";
export type { ImportExtension } from "./loading/resolve-fallback.ts";
