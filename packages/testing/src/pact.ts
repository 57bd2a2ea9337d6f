/** @seamline/testing/pact: recordings as Pact v4 files, and provider states for Pact's verifier. */

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
