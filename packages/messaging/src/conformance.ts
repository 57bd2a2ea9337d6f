/** @seamline/messaging/conformance: the cases that every broker passes, for authors of brokers. */

// cases
export { brokerCases } from "./conformance/all-cases.ts";
export {
  type BrokerCase,
  type BrokerSubject,
  type CuttableBroker,
  isApplicable,
  type KillableServer,
} from "./conformance/broker-subject.ts";
