/** The parts of the Pact format, version 4, that are written here. */

/** A pact file. */
export interface Pact {
  readonly consumer: { readonly name: string };
  readonly provider: { readonly name: string };
  readonly interactions: readonly PactInteraction[];
  readonly metadata: {
    readonly pactSpecification: { readonly version: "4.0" };
    /** The operations that cannot be written as one request and one answer: streams. */
    readonly seamline: { readonly leftOut: readonly string[] };
  };
}

/** One HTTP exchange. */
export interface PactInteraction {
  readonly type: "Synchronous/HTTP";
  readonly description: string;
  readonly pending: false;
  readonly providerStates?: readonly { readonly name: string; readonly params?: Readonly<Record<string, unknown>> }[];
  readonly request: PactRequest;
  readonly response: PactResponse;
  /** The tests that it comes from. */
  readonly comments: { readonly testname?: string; readonly text: readonly string[] };
}

/** What is sent. */
export interface PactRequest {
  readonly method: string;
  readonly path: string;
  readonly query?: Readonly<Record<string, readonly string[]>>;
  readonly headers: Readonly<Record<string, readonly string[]>>;
  readonly body?: PactBody;
}

/** What must come back. Members that are not expected may be there. */
export interface PactResponse {
  readonly status: number;
  readonly headers?: Readonly<Record<string, readonly string[]>>;
  readonly body?: PactBody;
  readonly matchingRules?: { readonly body: PactRules };
}

/** A JSON body. */
export interface PactBody {
  readonly content: unknown;
  readonly contentType: string;
  readonly encoded: false;
}

/** Matching rules by JSON path. */
export type PactRules = Readonly<Record<string, PactRule>>;

/** All of its matchers must hold. */
export interface PactRule {
  readonly combine: "AND";
  readonly matchers: readonly Readonly<Record<string, unknown>>[];
}
