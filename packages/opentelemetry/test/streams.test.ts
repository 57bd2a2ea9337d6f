import { context, trace } from "@opentelemetry/api";
import { AsyncLocalStorageContextManager } from "@opentelemetry/context-async-hooks";
import { TracerProvider } from "@opentelemetry/sdk-trace";
import { beforeAll, describe, expect, it } from "vitest";
import { telemetry } from "../src/index.ts";
import { type KitchenClient, type Mode, openKitchen, transportNames } from "./kitchen.ts";
import { RecordedSpans } from "./recorded-spans.ts";

const spans = new RecordedSpans();
const { client, server } = telemetry();
const interceptors = { client: [client], server: [server] };

beforeAll(() => {
  trace.setGlobalTracerProvider(new TracerProvider({ spanProcessors: [spans] }));
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
});

/** Reads a stream to its end, or two items of an endless one. */
async function read(kitchen: KitchenClient, mode: Mode): Promise<unknown> {
  try {
    for await (const item of kitchen.watch({ mode })) {
      if (mode === "more" && item === 2) break;
    }
    return undefined;
  } catch (reason) {
    return (reason as { code: unknown }).code;
  }
}

describe.each(transportNames)("spans of streams, %s", (transportName) => {
  it("are active in the producer, and last until the stream has ended", async () => {
    const onItem = (item: number): void => trace.getTracer("kitchen").startSpan(`item ${item}`).end();
    await using kitchen = await openKitchen(transportName, { interceptors, onItem });
    const items = kitchen.client.watch({ mode: "silence" }, { timeoutMs: 5_000 })[Symbol.asyncIterator]();
    await items.next();
    await items.next();
    expect(spans.ended.map(({ name }) => name)).toEqual(["item 1", "item 2"]);
    await items.return?.();
    await spans.quiet();
    expect(spans.draw()).toBe(
      [
        "CLIENT kitchen.watch UNSET",
        "  SERVER kitchen.watch error.type=canceled UNSET",
        "    INTERNAL item 1 UNSET",
        "    INTERNAL item 2 UNSET",
      ].join("\n"),
    );
    spans.clear();
  });

  it.each<[string, Mode, string | undefined, string, string]>([
    ["that are complete", "end", undefined, "UNSET", "UNSET"],
    ["whose reader stops", "more", undefined, "UNSET", "error.type=canceled UNSET"],
    [
      "that fail with a declared error",
      "declared",
      "failed_precondition",
      "error.type=failed_precondition seamline.error.reason=kitchenClosed ERROR",
      "error.type=failed_precondition seamline.error.reason=kitchenClosed UNSET",
    ],
    ["that fail with a bug", "bug", "internal", "error.type=internal ERROR", "error.type=internal ERROR"],
  ])("have the outcome of streams %s", async (_what, mode, code, atClient, atServer) => {
    await using kitchen = await openKitchen(transportName, { interceptors });
    expect(await read(kitchen.client, mode)).toBe(code);
    await spans.quiet();
    expect(spans.draw()).toBe(`CLIENT kitchen.watch ${atClient}\n  SERVER kitchen.watch ${atServer}`);
    spans.clear();
  });

  it.each<[string, number]>([
    ["whose reader waits", 3],
    ["that are not read on", 1],
  ])("end at the deadline for streams %s", async (_what, pulls) => {
    await using kitchen = await openKitchen(transportName, { interceptors });
    const items = kitchen.client.watch({ mode: "silence" }, { timeoutMs: 1_000 })[Symbol.asyncIterator]();
    for (let pull = 1; pull <= pulls; pull += 1) {
      const step = items.next();
      if (pull === 3) await expect(step).rejects.toMatchObject({ code: "deadline_exceeded" });
      else await step;
    }
    await spans.quiet();
    // If the call took long to arrive, the callee learns only that its caller disconnected.
    expect(spans.draw()).toMatch(
      /^CLIENT kitchen.watch error.type=deadline_exceeded ERROR\n {2}SERVER kitchen.watch error.type=(?:deadline_exceeded ERROR|canceled UNSET)$/,
    );
    spans.clear();
  });
});

describe.each(transportNames)("the client span of an output outside the contract, %s", (transportName) => {
  it("has the code `internal`, like the caller's error", async () => {
    await using kitchen = await openKitchen(transportName, { interceptors });
    await expect(kitchen.newer.count()).rejects.toMatchObject({ code: "internal" });
    await spans.quiet();
    expect(spans.draw()).toBe("CLIENT kitchen.count error.type=internal ERROR\n  SERVER kitchen.count UNSET");
    spans.clear();
  });

  it("has the code `internal` for an item of a stream, too", async () => {
    await using kitchen = await openKitchen(transportName, { interceptors });
    expect(await read(kitchen.newer, "silence")).toBe("internal");
    await spans.quiet();
    expect(spans.draw()).toBe(
      "CLIENT kitchen.watch error.type=internal ERROR\n  SERVER kitchen.watch error.type=canceled UNSET",
    );
    spans.clear();
  });
});

describe.each(transportNames)("the client span of a retried call, %s", (transportName) => {
  it.each<["count" | "watch"]>([["count"], ["watch"]])(
    "has an event for each attempt after the first: %s",
    async (name) => {
      await using kitchen = await openKitchen(transportName, { interceptors, failures: 2 });
      if (name === "count") expect(await kitchen.client.count()).toBe(2);
      else expect(await read(kitchen.client, "end")).toBeUndefined();
      await spans.quiet();
      expect(spans.draw()).toBe(`CLIENT kitchen.${name} UNSET\n  SERVER kitchen.${name} UNSET`);
      const events = spans.ended.flatMap((span) => span.events);
      expect(events.map((event) => [event.name, event.attributes])).toEqual(
        [2, 3].map((attempt) => [
          "retry",
          {
            "error.type": "unavailable",
            "seamline.retry.attempt": attempt,
            "seamline.retry.delay_ms": expect.any(Number),
          },
        ]),
      );
      spans.clear();
    },
  );

  it("ends with the last failure if every attempt fails", async () => {
    await using kitchen = await openKitchen(transportName, { interceptors, failures: 3 });
    expect(await read(kitchen.client, "end")).toBe("unavailable");
    await spans.quiet();
    expect(spans.draw()).toBe("CLIENT kitchen.watch error.type=unavailable ERROR");
    expect(spans.ended[0]?.events.map(({ name }) => name)).toEqual(["retry", "retry"]);
    spans.clear();
  });
});
