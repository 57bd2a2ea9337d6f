/**
 * The recorder, which observes the outgoing calls of modules and keeps their inputs and outcomes.
 * It precedes any transport, mocks included, and does not change calls.
 *
 * Outputs and declared errors are kept, because a provider's contract promises them. Refusals, lost
 * connections, masked failures and calls that never settle are not: no provider can reproduce them.
 */

import type { CallRequest, CallResponse, Interceptor, Transport } from "@seamline/core";
import { type Operation, StreamFailure, type WireError } from "@seamline/core/extend";
import { fieldsOf, itemsOf } from "@seamline/core/internal";
import { assertSettings, object, type Setting, text } from "@seamline/core/settings";
import { applyMatchers } from "./apply-matchers.ts";
import { expectedResponsesOf } from "./expected-responses.ts";
import type { ExpectedResponses, Interaction, ProviderState, RecordedResponse, Recording } from "./interaction.ts";
import { assertPath, type Matcher, type Matchers, matchersSetting } from "./matcher.ts";
import { mergeRecordings } from "./merge-recordings.ts";
import { collected, copyWire, watchStream } from "./wire-form.ts";

/** Options of a recorder: the recorded calls, and the matchers of their values. */
export interface RecorderOptions {
  /**
   * Records only the calls of this service, to which calls by code outside modules (an Express
   * application, a script) are attributed. Default: the calls of every module, each in the name of
   * its service; calls by code outside modules have no name and are not recorded.
   */
  readonly consumer?: string | undefined;
  /** Conditions of recorded values beside their schemas. Default: none. */
  readonly matchers?: Matchers | undefined;
}

/** A recorder of calls. */
export interface Recorder {
  /**
   * Records the calls of an application: `createApplication({ interceptors: { client:
   * [recorder.intercept] } })`.
   */
  readonly intercept: Interceptor;
  /** Returns a transport that records its calls. */
  record(transport: Transport): Transport;
  /** Sets the state of a provider for later calls, until the next one is set or the test ends. */
  given(provider: string, state: string, parameters?: Readonly<Record<string, unknown>>): void;
  /** Adds matchers for later calls of `service.operation`, until the test ends. */
  match(operation: string, matchers: Readonly<Record<string, Matcher>>): void;
  /** Begins a test, to which later calls belong. @throws {Error} while another test runs. */
  begin(test: string): void;
  /**
   * Ends the test, with its states and matchers. Its calls are kept if it passed.
   * @throws {TypeError} for a matcher whose example does not match the contract.
   */
  end(passed: boolean): void;
  /**
   * The recordings so far, merged and sorted.
   * @throws {TypeError} like `end`, for calls outside of tests.
   */
  readonly recordings: readonly Recording[];
  /** The calls so far, recorded or not. */
  readonly seen: SeenCalls;
}

/** The calls that a recorder observed. */
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
  /** The faults of its matchers, which fail the test and not the calls. */
  readonly faults: unknown[];
}

const recorderSetting: Setting = object({
  consumer: text("the name of a service"),
  matchers: matchersSetting,
});

/**
 * Creates an empty recorder.
 * @throws {TypeError} for an invalid path of a matcher, and for an unknown or invalid option.
 */
export function createRecorder(options: RecorderOptions = {}): Recorder {
  assertSettings("createRecorder", recorderSetting, options);
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
    // A test's calls to the consumer itself are not calls of the consumer.
    const isEdge = consumer !== undefined && consumer !== operation.service;
    const isRecorded = isEdge && (options.consumer === undefined || consumer === options.consumer);
    if (!isRecorded) return next(request);
    const test = current;
    const state = test.states.get(operation.service);
    const matchers = { ...standing.get(operation.id), ...test.matchers.get(operation.id) };
    const sent = watchInput(request);
    const keep = (response: RecordedResponse): void => {
      const interaction: Interaction = {
        operation: operation.name,
        ...(test.name !== undefined && { test: test.name }),
        ...(state !== undefined && { providerState: state }),
        input: sent.input(),
        response,
      };
      const expects: Record<string, ExpectedResponses> = { [operation.name]: expectedResponsesOf(operation) };
      try {
        const interactions = [applyMatchers(operation, matchers, interaction)];
        test.kept.push({ consumer, provider: operation.service, expects, interactions });
      } catch (reason) {
        test.faults.push(reason);
      }
    };
    return watchResponse(operation, await next(sent.request), keep);
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
          `expected tests that run one after another, found ${JSON.stringify(test)} beginning within ${JSON.stringify(current.name)}; calls of concurrent tests cannot be attributed to one of them`,
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

/** The fault of a call through {@link Recorder.record} without a name: it could not be recorded. */
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

/** Copies the input before the call, because the callee may change it. */
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

function watchResponse(
  operation: Operation,
  response: CallResponse,
  keep: (recorded: RecordedResponse) => void,
): CallResponse {
  const keepError = (error: WireError): void => {
    const recorded = toRecordedError(operation, error);
    if (recorded !== undefined) keep(recorded);
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
