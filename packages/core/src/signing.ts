/**
 * @seamline/core/signing: signed calls between services, for Seamline's own packages. No semantic
 * versioning, as for `@seamline/core/internal`; a separate face, because it needs Node.
 */

export { explainVerdicts } from "./signing/explain-verdicts.ts";
export { createRefusalLog, type RefusalLog, type RefusedCaller } from "./signing/refusal-log.ts";
export {
  createSigner,
  createVerifier,
  type EpochSeconds,
  maxSkewSeconds,
  type ParsedSignature,
  parseSignature,
  type SignedCall,
  type Signer,
  toSignedBatch,
  type Verdict,
  type Verifier,
} from "./signing/signature.ts";
