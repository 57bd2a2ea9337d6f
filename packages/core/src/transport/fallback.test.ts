import { describe, expect, it } from "vitest";
import {
  clientOf,
  printEvent,
  reject,
  respondWith,
  ScriptedTransport,
  type Step,
  succeed,
} from "../../test/scripted-transport.ts";
import { dispatchOf } from "../call/dispatch.ts";
import { createFallbackTransport } from "./fallback.ts";

function setUp(step: Step) {
  const events: string[] = [];
  const first = new ScriptedTransport(step);
  const second = new ScriptedTransport(succeed);
  const fallback = createFallbackTransport(
    { name: "first", transport: first },
    { name: "second", transport: second },
    (event) => void events.push(printEvent(event)),
  );
  return { events, first, second, fallback, client: clientOf(dispatchOf(fallback)) };
}

describe("createFallbackTransport", () => {
  it.each<[string, Step, number]>([
    ["success", succeed, 0],
    ["unreachable", reject("unavailable", { sent: "not_sent" }), 1],
    ["draining", respondWith("unavailable", { notSent: true }), 1],
    ["perhaps sent", reject("unavailable", { sent: "maybe_sent" }), 0],
    ["responded to", respondWith("unavailable"), 0],
    ["no room", reject("resource_exhausted", { sent: "not_sent" }), 0],
    ["a bug", reject("internal", { sent: "not_sent" }), 0],
  ])("asks the second only when the first is unavailable and nothing was sent: %s", async (_name, step, asked) => {
    const { client, second, events } = setUp(step);
    await client.wave({ hand: "left" }).catch(() => undefined);
    expect(second.attempts).toBe(asked);
    expect(events).toEqual(asked === 1 ? ["fellBack first"] : []);
  });

  it("closes both", async () => {
    const { first, second, fallback } = setUp(succeed);
    await fallback.close?.();
    expect([first.closed, second.closed]).toEqual([1, 1]);
  });
});
