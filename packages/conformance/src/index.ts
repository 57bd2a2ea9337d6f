/**
 * @seamline/conformance: proves that a transport behaves like every other. For authors of
 * transports.
 */

// cases
export { conformanceCases } from "./cases/all.ts";
// random values and interleaved calls
export {
  type InterleavedCallOptions,
  type InterleavedCallReport,
  runInterleavedCalls,
} from "./random/interleaved-calls.ts";
export {
  type RandomDifference,
  type RandomRoundTripOptions,
  type RandomRoundTripReport,
  runRandomRoundTrips,
} from "./random/round-trips.ts";
export type { ConformanceCase, Program } from "./runner/case.ts";
// runs and reports
export { type ConformanceReport, type Difference, printDifference, printReport } from "./runner/report.ts";
export { type ConformanceOptions, runConformance } from "./runner/run.ts";
// services
export { type ConformanceClient, type ConformanceServiceName, createConformanceClient } from "./service/client.ts";
// targets
export { inProcessTarget, strictTarget } from "./target/in-process.ts";
export { type ConformanceService, type ConformanceTarget, type StartedTarget, startTarget } from "./target/target.ts";
