/**
 * Recordings as Pact files, for providers that are verified by Pact: in other languages or
 * repositories, or with a Pact broker.
 */

import type { Contract } from "@seamline/core";
import { CallContext, type Operation } from "@seamline/core/extend";
import { noMetadata, toStatus } from "@seamline/core/internal";
import { bindingOf, encodeContext, jsonType, problemType, wireHeaders } from "@seamline/http/extend";
import { type Interaction, operationOf, type Recording } from "../record/interaction.ts";
import { toExpectedBody } from "./expected-body.ts";
import type { Pact, PactInteraction, PactRequest, PactResponse } from "./pact.ts";

/**
 * Converts a recording to a pact, version 4: an HTTP exchange for each distinct call, with the
 * request and the response of the REST binding and rules derived from the output's schema. Requests
 * are not signed: verify internal operations at an internal listener on loopback without keys. Pact
 * cannot express streams; `metadata.seamline.leftOut` lists their operations.
 *
 * @param contract the provider's contract.
 * @throws {TypeError} for another provider's contract, and for an operation or input that is not in
 * the contract.
 */
export function toPact(recording: Recording, contract: Contract): Pact {
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
  return {
    consumer: { name: consumer },
    provider: { name: provider },
    interactions: [...variants.values()].map((same) =>
      toPactInteraction(operationOf(contract, same[0]), consumer, same, describe(contract, same[0])),
    ),
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
  operation: Operation,
  consumer: string,
  same: SameInteractions,
  description: string,
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
    request: toPactRequest(operation, consumer, interaction),
    response: toPactResponse(operation, interaction),
    comments: { ...(tests[0] !== undefined && { testname: tests[0] }), text: tests },
  };
}

function toPactRequest(operation: Operation, consumer: string, { input }: Interaction): PactRequest {
  const binding = bindingOf(operation);
  const { target, headers, body } = binding.encode(operation.input.encode(operation.input.decode(input)));
  const [path = "/", query] = target.split("?");
  const parameters = new URLSearchParams(query);
  const context = new CallContext({ operation, depth: 1, origin: "service", caller: consumer, metadata: noMetadata });
  const about = encodeContext(context);
  const fields = binding.headerNames.flatMap((name, index) =>
    headers[index] === undefined ? [] : [[name, [headers[index]]] as const],
  );
  return {
    method: operation.http.method,
    path,
    ...(query !== undefined && {
      query: Object.fromEntries([...new Set(parameters.keys())].map((key) => [key, parameters.getAll(key)])),
    }),
    headers: {
      ...Object.fromEntries(fields),
      ...(about !== undefined && { [wireHeaders.context]: [about] }),
      ...(body !== undefined && { "content-type": [jsonType] }),
    },
    ...(body !== undefined && {
      body: { content: JSON.parse(body), contentType: jsonType, encoded: false as const },
    }),
  };
}

function toPactResponse(operation: Operation, { response, matchers = {} }: Interaction): PactResponse {
  const { output, error } = response;
  if (error !== undefined) {
    const { code, reason } = error;
    const schema = operation.errors.get(reason)?.details?.schema;
    const details = toExpectedBody(schema, error.details, "error.details", matchers);
    const rules = Object.entries(details?.rules ?? {}).map(([path, rule]) => [`$.details${path.slice(1)}`, rule]);
    return {
      status: toStatus(code),
      headers: { "content-type": [problemType] },
      body: {
        content: { code, reason, ...(details && { details: details.content }) },
        contentType: problemType,
        encoded: false,
      },
      ...(rules.length > 0 && { matchingRules: { body: Object.fromEntries(rules) } }),
    };
  }
  if (operation.output === undefined) return { status: 204 };
  const expected = toExpectedBody(operation.output.schema, output, "output", matchers);
  return {
    status: 200,
    headers: { "content-type": [jsonType] },
    ...(expected && {
      body: { content: expected.content, contentType: jsonType, encoded: false as const },
      matchingRules: { body: expected.rules },
    }),
  };
}
