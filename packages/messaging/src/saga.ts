/** @seamline/messaging/saga: changes over several services that are done as a whole, or undone. */

// definitions
export { defineSaga, type Saga, type SagaOptions, type SagaSteps } from "./saga/define-saga.ts";
// sagas
export type { SagaAlarm } from "./saga/engine.ts";
export { type OpenSagasOptions, openSagas } from "./saga/open-sagas.ts";
// operations
export type { SagaDetails, SagaOperations, SagaStepState, SagaSummary } from "./saga/operations.ts";
// errors
export { SagaError } from "./saga/saga-error.ts";
export type { SagaFilter } from "./saga/saga-list.ts";
export type { SagaStatus } from "./saga/saga-record.ts";
export { createSagaTables, printSagaTables } from "./saga/saga-tables.ts";
export { createSagas, type Sagas, type StartOptions } from "./saga/sagas.ts";
export type { SagasOptions } from "./saga/sagas-options.ts";
export type {
  CommonStepOptions,
  DeclaredErrorIdentified,
  DeclaredErrorName,
  KnownEffect,
  PayloadSchema,
  SagaFailure,
  SagaState,
  StepContext,
  StepEffect,
  StepOptions,
  StepRetryOptions,
  TransactionContext,
  TransactionOptions,
  UndoState,
  WaitOptions,
} from "./saga/step.ts";
