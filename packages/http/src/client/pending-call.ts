/** A call that may share its request with others. */

import type { CallContext, CallRequest, CallResponse, ServiceError } from "@seamline/core";
import type { Receiver } from "@seamline/core/extend";
import { encodeContext } from "@seamline/core/wire";
import type { OutgoingCall, RareFields } from "../binding/batch/batch-text.ts";
import { bindingOf, type EncodedInput } from "../binding/http-binding.ts";

/** Characters of the fixed parts of a line, an upper estimate. */
const headChars = 160;

/** A call that waits to be written into a batch, and its receiver. */
export class PendingCall implements OutgoingCall, Receiver {
  readonly request: CallRequest;
  readonly encoded: EncodedInput;
  /** Called if the call is canceled after it has joined a batch. */
  onCanceled: ((call: PendingCall, error: ServiceError) => void) | undefined;
  contextHeader: string | undefined;
  rare: string | undefined;
  readonly #receiver: Receiver;
  #settled = false;

  constructor(request: CallRequest, encoded: EncodedInput, receiver: Receiver) {
    this.request = request;
    this.encoded = encoded;
    this.#receiver = receiver;
    request.context.onCancel((error) => this.#cancel(error));
  }

  get context(): CallContext {
    return this.request.context;
  }

  /** `true` once the call has succeeded, failed or been canceled. */
  get settled(): boolean {
    return this.#settled;
  }

  succeed(response: CallResponse): void {
    if (this.#settled) return;
    this.#settled = true;
    this.#receiver.succeed(response);
  }

  fail(reason: unknown): void {
    if (this.#settled) return;
    this.#settled = true;
    this.#receiver.fail(reason);
  }

  /**
   * Writes the header fields of the call, once it shares a request.
   * @param other a call of the same batch; equal fields are not written again.
   * @returns the characters that the call takes, at most.
   */
  prepare(other: PendingCall | undefined): number {
    const { context, encoded } = this;
    this.contextHeader =
      other !== undefined && hasSameFields(other.context, context) ? other.contextHeader : encodeContext(context);
    this.rare = printRareFields(this.request, encoded);
    const length = encoded.target.length + (encoded.body?.length ?? 0);
    return headChars + length + (this.contextHeader?.length ?? 0) + (this.rare?.length ?? 0);
  }

  #cancel(error: ServiceError): void {
    if (this.#settled) return;
    this.fail(error);
    this.onCanceled?.(this, error);
  }
}

/** Tests whether two calls have the same context header. */
function hasSameFields(one: CallContext, other: CallContext): boolean {
  return (
    one.principal === other.principal &&
    one.metadata === other.metadata &&
    one.caller === other.caller &&
    one.depth === other.depth &&
    one.tenant === other.tenant &&
    one.locale === other.locale
  );
}

function printRareFields({ context, operation }: CallRequest, encoded: EncodedInput): string | undefined {
  const { idempotencyKey, baggage, trace } = context;
  const plain = idempotencyKey === undefined && baggage === undefined && trace.state === undefined;
  if (plain && encoded.headers.length === 0) return undefined;
  const names = bindingOf(operation).headerNames;
  const headers: Record<string, string> = {};
  for (const [index, value] of encoded.headers.entries()) if (value !== undefined) headers[names[index] ?? ""] = value;
  const fields: RareFields = { idempotencyKey, baggage, tracestate: trace.state, headers };
  return JSON.stringify(fields);
}
