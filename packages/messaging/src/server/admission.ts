/**
 * Admission of calls that come over a broker: as HTTP's internal listener admits them. With keys,
 * the signature proves the caller; without, all that a call states is trusted, which only listeners
 * on a broker of this machine do.
 */

import { type Metadata, type Principal, ServiceError } from "@seamline/core";
import {
  type CallContextFields,
  deadlineOfArrival,
  type Operation,
  parseTraceparent,
  type SigningKey,
  type Trace,
} from "@seamline/core/extend";
import { cutBaggage } from "@seamline/core/internal";
import { createVerifier, explainVerdicts, parseSignature, type RefusalLog } from "@seamline/core/signing";
import { type CallFields, decodeContext } from "@seamline/core/wire";
import type { CallHead, Frame } from "../binding/frame.ts";
import { toSignedCall } from "../binding/signed-call.ts";

/** A call as it arrived. */
export interface ArrivedCall {
  readonly operation: Operation;
  readonly head: CallHead;
  readonly frame: Frame;
  /** Milliseconds of `performance.now()`. */
  readonly deadline: number;
}

/**
 * Admits a call in two steps: by its head, and with its whole body.
 * @throws {ServiceError} if the call is refused.
 */
export type Admission = (call: ArrivedCall) => (body: Uint8Array) => CallContextFields;

/** Creates the admission of a listener. The log gets the failed check. */
export function createAdmission(keys: readonly SigningKey[], log: RefusalLog): Admission {
  const verifier = keys.length === 0 ? undefined : createVerifier(keys);
  const reasons = explainVerdicts(keys);
  return ({ operation, head, frame, deadline }) => {
    const signature = verifier && parseSignature(frame.signature);
    const refuse = (reason: string): ServiceError => {
      log({ caller: signature?.caller ?? claimOf(head), keyId: signature?.keyId, address: undefined, reason });
      return new ServiceError("unauthenticated", "Expected a valid signature of a known key");
    };
    if (verifier !== undefined && signature === undefined) {
      throw refuse(frame.signature === undefined ? reasons.missing : reasons.malformed);
    }
    return (body) => {
      if (verifier !== undefined && signature !== undefined) {
        const verdict = verifier.verify(signature, toSignedCall(operation, frame.headText, body));
        if (verdict === "full") {
          throw new ServiceError("unavailable", "There is no room to remember another signed call");
        }
        if (verdict !== "valid") throw refuse(reasons[verdict]);
      }
      const fields = decodeContext(head.context);
      const caller = verifier === undefined ? fields.caller : signature?.caller || undefined;
      return new ServiceCall(operation, deadline, head, fields, caller);
    };
  };
}

/** The deadline of a call that arrives now. */
export function deadlineOf({ timeoutMs }: CallHead, operation: Operation): number {
  return deadlineOfArrival(timeoutMs, operation);
}

/** A call between services. Its trace is parsed at its first use, as most handlers do not read it. */
class ServiceCall implements CallContextFields {
  readonly origin = "service";
  readonly operation: Operation;
  readonly deadline: number;
  readonly callId: string;
  readonly idempotencyKey: string | undefined;
  readonly depth: number;
  readonly caller: string | undefined;
  readonly principal: Principal | undefined;
  readonly tenant: string | undefined;
  readonly locale: string | undefined;
  readonly metadata: Metadata;
  readonly baggage: string | undefined;
  readonly #head: CallHead;

  constructor(operation: Operation, deadline: number, head: CallHead, fields: CallFields, caller: string | undefined) {
    this.operation = operation;
    this.deadline = deadline;
    this.callId = head.callId;
    this.idempotencyKey = head.idempotencyKey;
    this.depth = fields.depth;
    this.caller = caller;
    this.principal = fields.principal;
    this.tenant = fields.tenant;
    this.locale = fields.locale;
    this.metadata = fields.metadata;
    this.baggage = head.baggage === undefined ? undefined : cutBaggage(head.baggage);
    this.#head = head;
  }

  get trace(): Trace | undefined {
    return parseTraceparent(this.#head.trace, this.#head.traceState);
  }
}

/** Returns the caller that an unsigned call claims to be, if it may stand in a log. */
function claimOf({ context }: CallHead): string | undefined {
  try {
    const { caller } = decodeContext(context);
    return caller !== undefined && /^[A-Za-z0-9]{1,128}$/.test(caller) ? caller : undefined;
  } catch {
    return undefined;
  }
}
