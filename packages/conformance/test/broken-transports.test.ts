/** The runner with broken transports, each with a fault that real transports have had. */

import type { CallRequest, CallResponse, Transport } from "@seamline/core";
import { createInProcessTransport, type Dispatcher } from "@seamline/core/extend";
import { describe, expect, it } from "vitest";
import {
  type ConformanceReport,
  type ConformanceTarget,
  conformanceCases,
  inProcessTarget,
  runConformance,
} from "../src/index.ts";

const inProcess = inProcessTarget();

describe("runConformance", () => {
  it("finds no fault in a second in-process transport", async () => {
    const report = await run("calls/are-never-synchronous", brokenTarget(createInProcessTransport));
    expect(report.different).toEqual([]);
  });

  it("finds a transport that is synchronous", async () => {
    const target = brokenTarget((dispatcher) => ({
      call: (request) =>
        new Promise((succeed, fail) => {
          dispatcher.dispatch(request, { succeed, fail });
        }),
    }));
    expect(await findDifferences("calls/are-never-synchronous", target)).toEqual(["broken"]);
  });

  it("finds a transport that loses the reason of an error", async () => {
    const target = onResponses(({ error, ...rest }) => ({ ...rest, error: error && { ...error, reason: undefined } }));
    expect(await findDifferences("errors/declared-errors-without-details", target)).toEqual(["broken"]);
  });

  it("finds a transport with another text in a message", async () => {
    const target = onResponses(({ error, ...rest }) => ({ ...rest, error: error && { ...error, message: "failed" } }));
    const report = await run("errors/undeclared-errors-are-masked", target);
    expect(report.different).toMatchObject([{ transport: "broken", with: "reference" }]);
  });

  it("finds a transport that shares outputs with the callee", async () => {
    let kept: unknown;
    const target = onResponses(({ output, ...rest }) => {
      kept ??= output; // the same object for every call, like a cache
      return { ...rest, output: kept };
    });
    expect(await findDifferences("values/output-is-isolated-at-depth", target)).toEqual(["broken"]);
  });

  it("finds a transport that shares inputs with the caller", async () => {
    const shared = { items: [{ id: 1 }] };
    const target = onRequests((request) => {
      if (request.operation.name === "echoItems") queueMicrotask(() => shared.items.push({ id: 2 }));
      return request.operation.name === "echoItems" ? { ...request, input: shared } : request;
    });
    expect(await findDifferences("values/input-is-taken-when-the-call-is-made", target)).toEqual(["broken"]);
  });

  it("finds a transport that lets a stream end early", async () => {
    const target = onResponses((response) => {
      if (!isStream(response.output)) return response;
      async function* cut(items: AsyncIterable<unknown>): AsyncGenerator<unknown, void, void> {
        let left = 2;
        for await (const item of items) if (left-- > 0) yield item;
      }
      return { ...response, output: cut(response.output) };
    });
    expect(await findDifferences("streams/items-arrive-in-order", target)).toEqual(["broken"]);
  });

  it("finds a transport that runs a call twice", async () => {
    const target = brokenTarget((dispatcher) => {
      const callee = createInProcessTransport(dispatcher);
      return {
        async call(request) {
          await callee.call({ ...request, local: false });
          return callee.call({ ...request, local: false });
        },
      };
    });
    expect(await findDifferences("outputs/scalars-stand-alone", target)).toEqual(["broken"]);
    // An idempotent call may be repeated without a difference.
    expect(await findDifferences("locations/a-query-keeps-kinds-and-codecs", target)).toEqual([]);
  });

  it("finds a transport that never responds", async () => {
    const target = brokenTarget(() => ({ call: () => new Promise(() => {}) }));
    const report = await run("outputs/scalars-stand-alone", target, 50);
    expect(report.different).toMatchObject([{ found: ["the case did not end within 50 ms"] }]);
  });

  it("finds a transport that rejects with a foreign error", async () => {
    const target = brokenTarget(() => ({ call: () => Promise.reject(new Error("ECONNRESET")) }));
    const report = await run("calls/are-never-synchronous", target);
    expect(report.different[0]?.found).toContain("giveNumber failed internal, maybe_sent, because of Error");
  });

  it("finds cases that expect something else, on every transport", async () => {
    const [one] = conformanceCases.filter(({ name }) => name === "calls/are-never-synchronous");
    const cases = [{ ...(one as (typeof conformanceCases)[number]), transcript: "something else" }];
    const report = await runConformance({ targets: [inProcess, brokenTarget(createInProcessTransport)], cases });
    expect(report.different.map(({ transport, with: other }) => `${transport}: ${other}`)).toEqual([
      "in-process: expectation",
      "broken: expectation",
    ]);
  });

  it("refuses two cases of one name", async () => {
    const cases = conformanceCases.slice(0, 1);
    const pending = runConformance({ targets: [inProcess], cases: [...cases, ...cases] });
    await expect(pending).rejects.toThrow(/expected unique names, found .* twice/);
  });
});

function brokenTarget(createTransport: (dispatcher: Dispatcher) => Transport): ConformanceTarget {
  return {
    name: "broken",
    async start(dispatchers) {
      return {
        connect: (service) =>
          createTransport(dispatchers.find(({ contract }) => contract.name === service) as Dispatcher),
        async close() {},
      };
    },
  };
}

function onResponses(change: (response: CallResponse) => CallResponse): ConformanceTarget {
  return brokenTarget((dispatcher) => {
    const transport = createInProcessTransport(dispatcher);
    return { call: async (request) => change(await transport.call(request)) };
  });
}

function onRequests(change: (request: CallRequest) => CallRequest): ConformanceTarget {
  return brokenTarget((dispatcher) => {
    const transport = createInProcessTransport(dispatcher);
    return { call: (request) => transport.call(change(request)) };
  });
}

function run(name: string, target: ConformanceTarget, patienceMs = 20_000): Promise<ConformanceReport> {
  const cases = conformanceCases.filter((one) => one.name === name);
  expect(cases).toHaveLength(1);
  return runConformance({ targets: [inProcess, target], cases, patienceMs });
}

async function findDifferences(name: string, target: ConformanceTarget): Promise<readonly string[]> {
  const report = await run(name, target);
  return report.different.map(({ transport }) => transport);
}

function isStream(output: unknown): output is AsyncIterable<unknown> {
  return typeof output === "object" && output !== null && Symbol.asyncIterator in output;
}
