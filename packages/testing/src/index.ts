/** @seamline/testing: mocks of services, recorded interactions, the conformance suite that every Seamline transport passes, and a proxy that breaks connections. */

// certificates
export {
  type CertificateAuthority,
  type CertificateSubject,
  createCertificateAuthority,
  type IssuedCertificate,
} from "./certificate/certificate-authority.ts";
// cases
export type { ConformanceCase, Program } from "./conformance/case.ts";
export { conformanceCases } from "./conformance/cases/all.ts";
// contexts
export {
  type InterleavedCallOptions,
  type InterleavedCallReport,
  runInterleavedCalls,
} from "./conformance/interleaved-calls.ts";
// random values
export {
  type RandomDifference,
  type RandomRoundTripOptions,
  type RandomRoundTripReport,
  runRandomRoundTrips,
} from "./conformance/random/round-trips.ts";
// reports
export { type ConformanceReport, type Difference, printReport } from "./conformance/report.ts";
export { type ConformanceOptions, runConformance } from "./conformance/run.ts";
export type { ConformanceClient, ConformanceServiceName } from "./conformance/service/client.ts";
// targets
export type { ConformanceService, ConformanceTarget, StartedTarget } from "./conformance/target.ts";
export { batchTarget } from "./conformance/targets/batch.ts";
export { faultProxyTarget } from "./conformance/targets/fault-proxy.ts";
export { type HttpTargetOptions, httpTarget } from "./conformance/targets/http.ts";
export { inProcessTarget, strictTarget } from "./conformance/targets/in-process.ts";
export { mockTarget } from "./conformance/targets/mock.ts";
export type { ProxyTarget } from "./fault-proxy/connection.ts";
// faults
export {
  createFaultProxy,
  type FaultProxy,
  type FaultProxyOptions,
  type FaultProxyStats,
} from "./fault-proxy/create-fault-proxy.ts";
export type { AnswerFaults, ConnectionFaults, CutKind, DirectionFaults, FaultPlan } from "./fault-proxy/fault-plan.ts";
// mocks
export { createMock, type Mock, type MockOptions } from "./mock/create-mock.ts";
export { mocks } from "./mock/mocks.ts";
export type { Answering, DeclaredFailure, MockCall, RefusalOptions, Stub } from "./mock/stub.ts";
export type { StubsOf, UntypedStubs } from "./mock/stubs-of.ts";
// pact
export type {
  Pact,
  PactBody,
  PactInteraction,
  PactRequest,
  PactResponse,
  PactRule,
  PactRules,
} from "./pact/pact.ts";
export { type ProviderStateServer, serveProviderStates } from "./pact/serve-provider-states.ts";
export { toPact } from "./pact/to-pact.ts";
// recordings
export { createRecorder, type Recorder, type RecorderOptions } from "./record/create-recorder.ts";
export type {
  ExpectedAnswers,
  Interaction,
  JsonSchema,
  ProviderState,
  RecordedAnswer,
  RecordedError,
  Recording,
} from "./record/interaction.ts";
export { exact, like, type Matcher, type Matchers, matching } from "./record/matcher.ts";
export { mergeRecordings } from "./record/merge-recordings.ts";
export { printRecording, type RecordingPath, readRecordings, writeRecording } from "./record/recording-file.ts";
// verification
export type { ProviderTarget } from "./verify/replay.ts";
export {
  type FailureKind,
  printFailure,
  printVerification,
  type Verification,
  type VerificationFailure,
} from "./verify/verification.ts";
export { type ProviderStateSetup, type VerifyOptions, verifyRecordings } from "./verify/verify-recordings.ts";
