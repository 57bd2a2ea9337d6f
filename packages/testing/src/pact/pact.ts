/** The parts of the Pact format, version 4, that `toPact` writes. */

/**
 * A pact file.
 * @see https://github.com/pact-foundation/pact-specification/tree/version-4
 */
export interface Pact {
  /** The service that calls. */
  readonly consumer: {
    /** Its name in the recording. */
    readonly name: string;
  };
  /** The service that is called. */
  readonly provider: {
    /** The name of its contract. */
    readonly name: string;
  };
  /** The exchanges on which the consumer relies. */
  readonly interactions: readonly PactInteraction[];
  /** The format, and the parts of the recording that it cannot hold. */
  readonly metadata: {
    /** The format of the file. */
    readonly pactSpecification: {
      /** Always 4.0. */
      readonly version: "4.0";
    };
    /** Seamline's metadata, which verifiers ignore. */
    readonly seamline: {
      /**
       * The parts that the file does not expect, sorted: an operation (`shop.watch`) whose calls cannot be
       * written as one request and one response, as streams; a call with an input that Pact cannot
       * send (`shop.list: input.tags`); a part of an output that Pact has no words for
       * (`shop.get: output.note`).
       */
      readonly leftOut: readonly string[];
    };
  };
}

/** One HTTP exchange. */
export interface PactInteraction {
  /** The kind of interaction: the only one written here. */
  readonly type: "Synchronous/HTTP";
  /** Unique in the file. */
  readonly description: string;
  /** A failure fails the verification. */
  readonly pending: false;
  /** The states of the provider before the request; absent if none. */
  readonly providerStates?: readonly {
    /** The name of the state. */
    readonly name: string;
    /** The values that the name leaves open. */
    readonly params?: Readonly<Record<string, unknown>>;
  }[];
  /** The request that a verifier sends. */
  readonly request: PactRequest;
  /** The response that a verifier expects. */
  readonly response: PactResponse;
  /** Notes for people. */
  readonly comments: {
    /** The first of the tests that it comes from. */
    readonly testname?: string;
    /** All tests that it comes from. */
    readonly text: readonly string[];
  };
}

/** The request that a verifier sends. */
export interface PactRequest {
  /** The HTTP method, in upper case. */
  readonly method: string;
  /** The path, percent-encoded, without the query. */
  readonly path: string;
  /** The values of the query by name, in order; absent without a query. */
  readonly query?: Readonly<Record<string, readonly string[]>>;
  /** The values of the header fields by name. */
  readonly headers: Readonly<Record<string, readonly string[]>>;
  /** Absent for an operation without a body. */
  readonly body?: PactBody;
}

/** The response that a verifier expects. Members that are not expected may be there. */
export interface PactResponse {
  /** The HTTP status. */
  readonly status: number;
  /** The values of the header fields by name; absent if none are expected. */
  readonly headers?: Readonly<Record<string, readonly string[]>>;
  /** Absent for a void operation. */
  readonly body?: PactBody;
  /** The rules that replace equality; absent without a body. */
  readonly matchingRules?: {
    /** The rules of the body. */
    readonly body: PactRules;
  };
}

/** A JSON body. */
export interface PactBody {
  /** The parsed value. */
  readonly content: unknown;
  /** The content type. */
  readonly contentType: string;
  /** The content is JSON in the file. */
  readonly encoded: false;
}

/** Matching rules by JSON path. */
export type PactRules = Readonly<Record<string, PactRule>>;

/** A rule: all of its matchers must hold, or one of them. */
export interface PactRule {
  /** The way in which the matchers are combined. */
  readonly combine: "AND" | "OR";
  /** Matchers of the format, such as `{ match: "type" }`. */
  readonly matchers: readonly Readonly<Record<string, unknown>>[];
}
