/** @seamline/testing: mocks of services, recorded interactions, and a fault proxy. */

// certificates
export {
  type CertificateAuthority,
  type CertificateSubject,
  createCertificateAuthority,
  type IssuedCertificate,
} from "./certificate/certificate-authority.ts";
// faults
export type { ProxyTarget } from "./fault-proxy/connection.ts";
export {
  createFaultProxy,
  type FaultProxy,
  type FaultProxyOptions,
  type FaultProxyStats,
} from "./fault-proxy/create-fault-proxy.ts";
export type {
  ConnectionFaults,
  CutKind,
  DirectionFaults,
  FaultPlan,
  ResponseFaults,
} from "./fault-proxy/fault-plan.ts";
// mocks
export { createMock, type Mock, type MockOptions } from "./mock/create-mock.ts";
export { mocks } from "./mock/mocks.ts";
export type { DeclaredFailure, MockCall, RefusalOptions, Stub, StubResponse } from "./mock/stub.ts";
export type { StubsOf, StubsOfContract, UntypedStubs } from "./mock/stubs-of.ts";
// recordings
export { createRecorder, type Recorder, type RecorderOptions, type SeenCalls } from "./record/create-recorder.ts";
export type {
  ExpectedResponses,
  Interaction,
  JsonSchema,
  ProviderState,
  RecordedError,
  RecordedResponse,
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
