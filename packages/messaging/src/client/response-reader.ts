/** Reads the response of a call from its frames: one value, or a stream. */

import type { CallRequest, CallResponse, Code, ServiceError } from "@seamline/core";
import {
  decodeProblem,
  decodeUtf8,
  explainUnauthenticated,
  failCall,
  maxResponseMessageBytes,
  readLines,
} from "@seamline/core/wire";
import type { ResponseHead } from "../binding/frame.ts";
import { Inflow } from "../binding/inflow.ts";

/** The events of a reader. */
export interface ResponseEvents {
  resolve(response: CallResponse): void;
  reject(error: ServiceError): void;
  /** The reader of a stream has room for more bytes. */
  grant(bytes: number): void;
  /** The response is complete. */
  end(): void;
  /** The response cannot be used: the callee need not go on. */
  leave(): void;
}

/** Reads one response. */
export class ResponseReader {
  readonly #request: CallRequest;
  readonly #keyId: string | undefined;
  readonly #events: ResponseEvents;
  #head: ResponseHead | undefined;
  #parts: Uint8Array[] = [];
  #size = 0;
  #stream: Inflow | undefined;

  constructor(request: CallRequest, keyId: string | undefined, events: ResponseEvents) {
    this.#request = request;
    this.#keyId = keyId;
    this.#events = events;
  }

  /** `true` once the response has begun to arrive. */
  get begun(): boolean {
    return this.#head !== undefined;
  }

  /** Receives the first frame of the response. */
  begin(head: ResponseHead, body: Uint8Array): void {
    if (this.begun) return;
    this.#head = head;
    const { operation, context } = this.#request;
    if (head.callId !== context.callId) {
      this.#refuse("data_loss", "received the response of another call");
      return;
    }
    const streams = operation.streaming?.output ?? "none";
    const found = head.body === "items" || head.body === "bytes" ? head.body : "none";
    if (head.body !== "problem" && found !== streams) {
      this.#refuse("internal", `expected a response of ${printKind(streams)}, found ${printKind(found)}`);
    } else if (found !== "none") this.#open(found);
    else if ((head.follows ?? body.length) > maxResponseMessageBytes) {
      this.#refuse("resource_exhausted", `received a response of more than ${maxResponseMessageBytes} bytes`);
    } else if (head.follows === undefined) this.#conclude(head, body);
  }

  /** Receives a further frame. */
  part(bytes: Uint8Array, at: number): void {
    if (this.#stream !== undefined) {
      this.#stream.receive(bytes, at);
      return;
    }
    const follows = this.#head?.follows;
    if (this.#head === undefined || follows === undefined) return;
    if (at !== this.#size || at + bytes.length > follows) {
      this.#refuse("data_loss", "received a response that was cut short");
      return;
    }
    this.#parts.push(bytes);
    this.#size += bytes.length;
    if (this.#size === follows) this.#conclude(this.#head, Buffer.concat(this.#parts));
  }

  /** Receives the end of a stream. */
  end(at: number, cut: boolean): void {
    if (this.#stream === undefined) return;
    this.#stream.end(at, cut);
    this.#events.end();
  }

  /** Ends a stream that has begun with an error. */
  fail(error: ServiceError): void {
    if (this.#stream?.ended === false) this.#stream.fail(error);
  }

  #open(kind: "items" | "bytes"): void {
    const stream = new Inflow(
      (bytes) => this.#events.grant(bytes),
      () => failCall(this.#request, "data_loss", "received a response that was cut short", {}),
    );
    this.#stream = stream;
    const fail = (code: Code, text: string): ServiceError =>
      failCall(this.#request, code === "invalid_argument" ? "internal" : code, `received a stream that ${text}`, {});
    const output = kind === "bytes" ? stream : readLines(stream, maxResponseMessageBytes, fail);
    this.#events.resolve({ output, local: false });
  }

  #conclude(head: ResponseHead, body: Uint8Array): void {
    const response = head.body === "problem" ? this.#readProblem(body) : this.#readOutput(head, body);
    if (response === undefined) {
      this.#refuse("internal", "received a response that is not JSON in UTF-8");
      return;
    }
    this.#events.resolve(response);
    this.#events.end();
  }

  #readProblem(body: Uint8Array): CallResponse | undefined {
    const text = decodeUtf8(body);
    const error = text === undefined ? undefined : decodeProblem(text);
    return error && explainUnauthenticated({ error, local: false }, this.#request, this.#keyId);
  }

  #readOutput(head: ResponseHead, body: Uint8Array): CallResponse | undefined {
    if (head.body === "nothing" || this.#request.operation.output === undefined) return { local: false };
    const text = decodeUtf8(body);
    try {
      return text === undefined ? undefined : { output: JSON.parse(text), local: false };
    } catch {
      return undefined;
    }
  }

  #refuse(code: Code, text: string): void {
    this.#events.reject(failCall(this.#request, code, text, {}));
    this.#events.leave();
    this.#events.end();
  }
}

function printKind(kind: "none" | "items" | "bytes"): string {
  return kind === "none" ? "one value" : `a stream of ${kind}`;
}
