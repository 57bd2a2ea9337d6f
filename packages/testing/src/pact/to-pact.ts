/**
 * Recordings as Pact files, for providers that are verified by Pact: in other languages or
 * repositories, or with a Pact broker.
 */

import type { Contract } from "@seamline/core";
import { CallContext, type Operation } from "@seamline/core/extend";
import { matchesRoute, noMetadata, statusOf } from "@seamline/core/internal";
import { assertSettings, contractSetting } from "@seamline/core/settings";
import { bindingOf, encodeContext, jsonType, problemType, wireHeaders } from "@seamline/http/extend";
import { type Interaction, operationOf, type Recording, recordingSetting } from "../record/interaction.ts";
import { toExpectedBody } from "./expected-body.ts";
import type { Pact, PactInteraction, PactRequest, PactResponse } from "./pact.ts";
import { toPactQuery } from "./pact-query.ts";

/**
 * Converts a recording to a pact, version 4: an HTTP exchange for each distinct call, with the
 * request and the response of the REST binding and rules derived from the output's schema. Requests
 * are not signed: verify internal operations at an internal listener on loopback without keys. Pact
 * cannot express streams, some inputs and some parts of outputs; `metadata.seamline.leftOut` names
 * them.
 *
 * @param contract the provider's contract.
 * @throws {TypeError} for what is no recording or no contract, for another provider's contract, and for an operation or input that is not in
 * the contract.
 */
export function toPact(recording: Recording, contract: Contract): Pact {
  assertSettings("toPact", recordingSetting, recording, "recording");
  assertSettings("toPact", contractSetting, contract, "contract");
  const { consumer, provider } = recording;
  if (provider !== contract.name) {
    throw new TypeError(`expected the contract of ${provider}, found the one of ${contract.name}`);
  }
  const leftOut = new Set<string>();
  const variants = new Map<string, SameInteractions>();
  for (const interaction of recording.interactions) {
    const operation = operationOf(contract, interaction);
    if (operation.streaming !== undefined) {
      leftOut.add(operation.id);
      continue;
    }
    const { test: _, ...variant } = interaction;
    const key = JSON.stringify(variant);
    const known = variants.get(key);
    variants.set(key, known === undefined ? [interaction] : [...known, interaction]);
  }
  const describe = createDescriber();
  const interactions = [...variants.values()].flatMap((same) => {
    const [interaction] = same;
    const operation = operationOf(contract, interaction);
    const request = toPactRequest(contract, operation, consumer, interaction);
    if (!("method" in request)) {
      for (const part of request) leftOut.add(`${operation.id}: ${part}`);
      return [];
    }
    const { response, leftOut: parts } = toPactResponse(operation, interaction);
    for (const part of parts) leftOut.add(`${operation.id}: ${part}`);
    return [toPactInteraction(same, describe(contract, interaction), request, response)];
  });
  return {
    consumer: { name: consumer },
    provider: { name: provider },
    interactions,
    metadata: { pactSpecification: { version: "4.0" }, seamline: { leftOut: [...leftOut].sort() } },
  };
}

/** Interactions that differ only in their test. */
type SameInteractions = readonly [Interaction, ...Interaction[]];

/** Creates descriptions, which must be unique: Pact identifies exchanges by them. */
function createDescriber(): (contract: Contract, interaction: Interaction) => string {
  const seen = new Map<string, number>();
  return (contract, { operation, response, providerState }) => {
    const outcome = response.error === undefined ? "responds" : `fails with ${response.error.reason}`;
    const text = `${contract.name}.${operation} ${outcome}${providerState === undefined ? "" : `, given ${providerState.name}`}`;
    const count = (seen.get(text) ?? 0) + 1;
    seen.set(text, count);
    return count === 1 ? text : `${text} (${count})`;
  };
}

function toPactInteraction(
  same: SameInteractions,
  description: string,
  request: PactRequest,
  response: PactResponse,
): PactInteraction {
  const [interaction] = same;
  const { providerState } = interaction;
  const tests = same.flatMap(({ test }) => (test === undefined ? [] : [test]));
  const state = providerState && {
    name: providerState.name,
    ...(providerState.parameters && { params: providerState.parameters }),
  };
  return {
    type: "Synchronous/HTTP",
    description,
    pending: false,
    ...(state && { providerStates: [state] }),
    request,
    response,
    comments: { ...(tests[0] !== undefined && { testname: tests[0] }), text: tests },
  };
}

/** The request of a call; the paths of the parts that Pact cannot send if there are some. */
function toPactRequest(
  contract: Contract,
  operation: Operation,
  consumer: string,
  { input }: Interaction,
): PactRequest | readonly string[] {
  const binding = bindingOf(operation);
  const wire = operation.input.encode(operation.input.decode(input));
  const { target, headers, body } = binding.encode(wire);
  const [path = "/", query] = target.split("?");
  const segments = path.slice(1).split("/").map(decodeURIComponent);
  const isSame = (other: string): boolean => {
    const arrived = binding.decode({
      segments,
      query: other,
      header: (name) => headers[binding.headerNames.indexOf(name)],
      body: body === undefined ? undefined : JSON.parse(body),
    });
    try {
      return JSON.stringify(operation.input.encode(operation.input.decode(arrived))) === JSON.stringify(wire);
    } catch {
      return false; // the schema refuses what the query is read as
    }
  };
  const refused: string[] = [];
  const pactQuery = query === undefined ? {} : toPactQuery(query, isSame, (name) => refused.push(`input.${name}`));
  if (refused.length > 0) return refused;
  const context = new CallContext({ operation, depth: 1, origin: "service", caller: consumer, metadata: noMetadata });
  const about = encodeContext(context);
  const fields = binding.headerNames.flatMap((name, index) =>
    headers[index] === undefined ? [] : [[name, [headers[index]]] as const],
  );
  return {
    method: operation.http.method,
    path,
    ...(Object.keys(pactQuery).length > 0 && { query: pactQuery }),
    headers: {
      ...Object.fromEntries(fields),
      ...(isContested(contract, operation, segments) && { [wireHeaders.operation]: [operation.id] }),
      ...(about !== undefined && { [wireHeaders.context]: [about] }),
      ...(body !== undefined && { "content-type": [jsonType] }),
    },
    ...(body !== undefined && {
      body: { content: JSON.parse(body), contentType: jsonType, encoded: false as const },
    }),
  };
}

/** Tests whether another route matches the path too: a value is a literal of that route. */
function isContested({ operations }: Contract, { id, http }: Operation, segments: readonly string[]): boolean {
  const others = Object.values(operations).filter((other) => other.id !== id && other.http.method === http.method);
  return others.some((other) => matchesRoute(other.http, segments));
}

/** A response, and the paths of the parts that are not expected. */
interface ExpectedResponse {
  readonly response: PactResponse;
  readonly leftOut: readonly string[];
}

function toPactResponse(operation: Operation, { response, matchers = {} }: Interaction): ExpectedResponse {
  const { output, error } = response;
  if (error !== undefined) {
    const { code, reason } = error;
    const schema = operation.errors.get(reason)?.details?.schema;
    const { body: details, leftOut } = toExpectedBody(schema, error.details, "error.details", matchers);
    const rules = Object.entries(details?.rules ?? {}).map(([path, rule]) => [`$.details${path.slice(1)}`, rule]);
    const expected: PactResponse = {
      status: statusOf(operation, error),
      headers: { "content-type": [problemType] },
      body: {
        content: { code, reason, ...(details && { details: details.content }) },
        contentType: problemType,
        encoded: false,
      },
      ...(rules.length > 0 && { matchingRules: { body: Object.fromEntries(rules) } }),
    };
    return { response: expected, leftOut };
  }
  if (operation.output === undefined) return { response: { status: 204 }, leftOut: [] };
  const { body, leftOut } = toExpectedBody(operation.output.schema, output, "output", matchers);
  const expected: PactResponse = {
    status: 200,
    headers: { "content-type": [jsonType] },
    ...(body && {
      body: { content: body.content, contentType: jsonType, encoded: false as const },
      matchingRules: { body: body.rules },
    }),
  };
  return { response: expected, leftOut };
}
