/**
 * @seamline/testing/provider-check: checks of a running provider against its contract. Requires the
 * package fast-check.
 */

export { checkProvider, type ProviderCheckOptions } from "./provider-check/check-provider.ts";
export type { Provider } from "./provider-check/provider.ts";
export { type OperationCheck, type ProviderReport, printProviderReport } from "./provider-check/provider-report.ts";
export type { ProviderFault } from "./provider-check/verdict.ts";
