/**
 * The recorder: watches calls on their way out of a module and keeps what was asked and answered. It stands in front of any
 * transport, a mock as well as the real thing, and changes nothing about a call.
 *
 * Outputs and declared errors are kept: they are what a provider promises. Refusals, lost connections, masked failures and calls
 * that never settle are not, for nobody can ask a provider to repeat them.
 */

import type { CallRequest, CallResponse, Interceptor, Transport } from "@seamline/core";
import { type Operation, StreamFailure, type WireError } from "@seamline/core/extend";
import { fieldsOf, itemsOf } from "@seamline/core/internal";
import { applyMatchers } from "./apply-matchers.ts";
import { expectedAnswersOf } from "./expected-responses.ts";
import type { ExpectedResponses, Interaction, ProviderState, RecordedResponse, Recording } from "./interaction.ts";
import { assertPath, type Matcher, type Matchers } from "./matcher.ts";
import { mergeRecordings } from "./merge-recordings.ts";
import { collected, copyWire, watchStream } from "./wire-form.ts";

/** The calls that a recorder keeps, and the matchers of their values. */
export interface RecorderOptions {
  /**
   * Only the calls of this service are recorded. Calls by code outside modules (an Express
   * application, a script) count as its own. Default: the calls of every module, each in the name
   * of its service; calls by other code have no name and are not recorded.
   */
  readonly consumer?: string | undefined;
  /** Conditions of recorded values beside their schemas. Default: none. */
  readonly matchers?: Matchers | undefined;
}

/** Keeps calls. */
export interface Recorder {
  /**
   * Records the calls of an application: `createApplication({ interceptors: { client:
   * [recorder.intercept] } })`.
   */
  readonly intercept: Interceptor;
  /** A transport that records what passes through it. */
  record(transport: Transport): Transport;
  /**
   * Sets the state of a provider for the calls to come; a later one replaces it. Ends with the
   * test.
   */
  given(provider: string, state: string, parameters?: Readonly<Record<string, unknown>>): void;
  /** Adds matchers for the calls to come of `service.operation`. They end with the test. */
  match(operation: string, matchers: Readonly<Record<string, Matcher>>): void;
  /**
   * Begins a test, to which the calls that follow belong.
   * @throws {Error} while another one is under way.
   */
  begin(test: string): void;
  /**
   * The test is over: its calls are kept, or dropped, and its states and matchers end.
   * @throws {TypeError} for a matcher whose example the contract does not allow.
   */
  end(passed: boolean): void;
  /**
   * The recordings so far, merged and sorted.
   * @throws {TypeError} as `end` does, for calls outside of tests.
   */
  readonly recordings: readonly Recording[];
  /** The calls that have passed so far, recorded or not. */
  readonly seen: SeenCalls;
}

/** The calls that passed a recorder. */
export interface SeenCalls {
  /** Their number. */
  readonly calls: number;
  /**
   * Operations (`stock.reserve`) called by code outside modules, while no `consumer` names it.
   * Sorted.
   */
  readonly unnamed: readonly string[];
}

interface OpenTest {
  readonly name: string | undefined;
  readonly kept: Recording[];
  readonly states: Map<string, ProviderState>;
  readonly matchers: Map<string, Readonly<Record<string, Matcher>>>;
  /** What was wrong with its matchers. A call does not fail for it; the test does. */
  readonly faults: unknown[];
}

/**
 * Makes a recorder that has kept nothing yet. @throws {TypeError} for a matcher's path that no
 * value can have.
 */
export function createRecorder(options: RecorderOptions = {}): Recorder {
  const standing = new Map(Object.entries(options.matchers ?? {}));
  for (const [operation, matchers] of standing) assertPaths(operation, matchers);
  const outside = openTest(undefined);
  const kept: Recording[] = outside.kept;
  let current = outside;
  let calls = 0;
  const unnamed = new Set<string>();

  const observe = async (request: CallRequest, next: (request: CallRequest) => Promise<CallResponse>) => {
    const { operation, context } = request;
    const consumer = context.caller ?? options.consumer;
    calls += 1;
    if (consumer === undefined) unnamed.add(operation.id);
    // What a test asks of the consumer itself is not what the consumer asks of others.
    const isEdge = consumer !== undefined && consumer !== operation.service;
    const isWanted = isEdge && (options.consumer === undefined || consumer === options.consumer);
    if (!isWanted) return next(request);
    const test = current;
    const state = test.states.get(operation.service);
    const matchers = { ...standing.get(operation.id), ...test.matchers.get(operation.id) };
    const sent = watchInput(request);
    const keep = (answer: RecordedResponse): void => {
      const interaction: Interaction = {
        operation: operation.name,
        ...(test.name !== undefined && { test: test.name }),
        ...(state !== undefined && { providerState: state }),
        input: sent.input(),
        response: answer,
      };
      const expects: Record<string, ExpectedResponses> = { [operation.name]: expectedAnswersOf(operation) };
      try {
        const interactions = [applyMatchers(operation, matchers, interaction)];
        test.kept.push({ consumer, provider: operation.service, expects, interactions });
      } catch (reason) {
        test.faults.push(reason);
      }
    };
    return watchAnswer(operation, await next(sent.request), keep);
  };

  return {
    intercept: observe,
    record: (transport) => ({
      call(request) {
        if ((request.context.caller ?? options.consumer) === undefined) current.faults.push(unnamedFault(request));
        return observe(request, (one) => transport.call(one));
      },
      ...(transport.close && { close: transport.close.bind(transport) }),
    }),
    given(provider, name, parameters) {
      current.states.set(provider, { name, ...(parameters && { parameters: fieldsOf(copyWire(parameters)) }) });
    },
    match(operation, matchers) {
      assertPaths(operation, matchers);
      current.matchers.set(operation, { ...current.matchers.get(operation), ...matchers });
    },
    begin(test) {
      if (current !== outside) {
        throw new Error(
          `expected tests that run one after another, found ${JSON.stringify(test)} beginning within ${JSON.stringify(current.name)}; calls of tests side by side cannot be told apart`,
        );
      }
      current = openTest(test);
    },
    end(passed) {
      const test = current;
      current = outside;
      if (test.faults.length > 0) throw test.faults[0];
      if (passed && test !== outside) kept.push(...test.kept);
    },
    get recordings() {
      if (outside.faults.length > 0) throw outside.faults[0];
      return mergeRecordings(kept);
    },
    get seen() {
      return { calls, unnamed: [...unnamed].sort() };
    },
  };
}

/** In front of a transport every call leaves its consumer, so that one without a name could only be lost. */
function unnamedFault({ operation }: CallRequest): TypeError {
  return new TypeError(
    `${operation.id}: expected a caller or a consumer to record it for, found neither; set \`consumer\` for calls by code outside modules`,
  );
}

function openTest(name: string | undefined): OpenTest {
  return { name, kept: [], states: new Map(), matchers: new Map(), faults: [] };
}

function assertPaths(operation: string, matchers: Readonly<Record<string, Matcher>>): void {
  for (const path of Object.keys(matchers)) assertPath(operation, path);
}

/** Values are copied before the callee has them: it may change what it was given. */
function watchInput(request: CallRequest): { readonly request: CallRequest; readonly input: () => unknown } {
  const form = request.operation.streaming?.input ?? "none";
  if (form === "none") {
    const copy = copyWire(request.input);
    return { request, input: () => copy };
  }
  const items: unknown[] = [];
  const watched = watchStream(itemsOf(request.input), { onItem: (item) => items.push(item) });
  return { request: { ...request, input: watched }, input: () => collected(form, items) };
}

function watchAnswer(
  operation: Operation,
  response: CallResponse,
  keep: (answer: RecordedResponse) => void,
): CallResponse {
  const keepError = (error: WireError): void => {
    const answer = toRecordedError(operation, error);
    if (answer !== undefined) keep(answer);
  };
  if (response.error !== undefined) {
    keepError(response.error);
    return response;
  }
  const form = operation.streaming?.output ?? "none";
  if (form === "none") {
    keep(operation.output === undefined ? {} : { output: copyWire(response.output) });
    return response;
  }
  const items: unknown[] = [];
  const output = watchStream(itemsOf(response.output), {
    onItem: (item) => items.push(item),
    onEnd: () => keep({ output: collected(form, items) }),
    onFailure: (reason) => {
      if (reason instanceof StreamFailure) keepError(reason.error);
    },
  });
  return { ...response, output };
}

function toRecordedError(operation: Operation, { code, reason, details }: WireError): RecordedResponse | undefined {
  const declared = reason === undefined ? undefined : operation.errors.get(reason);
  if (declared === undefined || declared.code !== code) return undefined;
  const copy = details === undefined ? {} : { details: copyWire(details) };
  return { error: { code, reason: declared.reason, ...copy } };
}
