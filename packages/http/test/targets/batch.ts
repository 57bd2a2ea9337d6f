/**
 * HTTP with batching as a target. Every call has two companions of the same turn, so that it does
 * travel in a batch: one settles at once and one last, so that the call settles in the middle of a
 * batch.
 */

import type { ConformanceTarget } from "@seamline/conformance";
import { type CallRequest, defineContract, type Transport } from "@seamline/core";
import { CallContext, createDispatcher, type Dispatcher, type Operation } from "@seamline/core/extend";
import { getOperation } from "@seamline/core/generated";
import { noMetadata } from "@seamline/core/internal";
import { z } from "zod";
import { directPassage, httpTargetThrough } from "./http.ts";

/** The largest number of calls in one batch. */
const batch = 64;

/** The timeout of companions in milliseconds, longer than any case. */
const patienceMs = 30_000;

/** Real requests over 127.0.0.1, with several calls each, to a listener in this process. */
export function batchTarget(): ConformanceTarget {
  const name = "http + batch";
  const http = httpTargetThrough(name, directPassage, { batch });
  return {
    name,
    async start(dispatchers, services) {
      const gates = new Map<number, PromiseWithResolvers<void>>();
      const companions = dispatchers.map(({ contract }) => createCompanion(contract.name, gates));
      const started = await http.start([...dispatchers, ...companions], services);
      return {
        connect(service) {
          const companion = companions.find(({ contract }) => contract.name === service) as Dispatcher;
          return accompany(started.connect(service), getOperation(companion.contract, "accompany"), gates);
        },
        close: started.close,
      };
    },
  };
}

/** A small dispatcher beside the one of a service, under the same name. */
function createCompanion(service: string, gates: ReadonlyMap<number, PromiseWithResolvers<void>>): Dispatcher {
  const Companion = z.object({ call: z.int(), stays: z.boolean() });
  const contract = defineContract(service, {
    operations: { accompany: { http: `POST /companions/${service}`, input: Companion, output: Companion } },
  });
  return createDispatcher(contract, {
    async accompany(input: z.infer<typeof Companion>) {
      if (input.stays) await gates.get(input.call)?.promise;
      return input;
    },
  });
}

let calls = 0;

/**
 * A transport that adds companions to each call. A companion with a wrong output is an unhandled
 * rejection.
 */
function accompany(
  transport: Transport,
  companion: Operation,
  gates: Map<number, PromiseWithResolvers<void>>,
): Transport {
  return {
    async call(request) {
      if (request.operation.streaming !== undefined) return transport.call(request);
      calls += 1;
      const call = calls;
      const gate = Promise.withResolvers<void>();
      gates.set(call, gate);
      void callCompanion(transport, companion, request, { call, stays: false });
      const response = transport.call(request);
      void callCompanion(transport, companion, request, { call, stays: true });
      try {
        return await response;
      } finally {
        gate.resolve();
        gates.delete(call);
      }
    },
    async close() {
      await transport.close?.();
    },
  };
}

/** Calls share a batch if they have one contract and one caller: the companion claims both. */
async function callCompanion(
  transport: Transport,
  companion: Operation,
  { operation: { contractHash }, context: { caller } }: CallRequest,
  input: { readonly call: number; readonly stays: boolean },
): Promise<void> {
  const operation = { ...companion, contractHash };
  const deadline = performance.now() + patienceMs;
  const context = new CallContext({ operation, deadline, depth: 1, origin: "service", caller, metadata: noMetadata });
  const { output } = await transport.call({ operation, input, context, local: true });
  if (JSON.stringify(output) !== JSON.stringify(input))
    throw new Error("a companion received the output of another call");
}
