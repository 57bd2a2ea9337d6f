import { describe, expect, it } from "vitest";
import { createTranscript } from "./transcript.ts";

describe("createTranscript", () => {
  it("keeps lines in order", () => {
    const transcript = createTranscript();
    transcript.record("b");
    transcript.record("a");
    expect(transcript.lines).toEqual(["b", "a"]);
  });

  it("sorts only lines that are recorded while the order is free", async () => {
    const transcript = createTranscript();
    transcript.record("z");
    await transcript.unordered(async () => {
      transcript.record("b");
      transcript.record("a");
    });
    transcript.record("c");
    expect(transcript.lines).toEqual(["z", "a", "b", "c"]);
  });

  it("resolves when a line has been recorded as often as awaited", async () => {
    const transcript = createTranscript();
    const order: string[] = [];
    const twice = transcript.seen("a", 2).then(() => order.push("twice"));
    const once = transcript.seen("a").then(() => order.push("once"));
    transcript.record("a 1");
    await once;
    transcript.record("a 2");
    await twice;
    await transcript.seen("a", 2);
    expect(order).toEqual(["once", "twice"]);
  });

  it("holds callers at a gate until it is opened, before or after", async () => {
    const transcript = createTranscript();
    const waiting = transcript.gate("one").then(() => transcript.record("went through"));
    transcript.record("opened");
    transcript.open("one");
    await waiting;
    await transcript.gate("one");
    expect(transcript.lines).toEqual(["opened", "went through"]);
  });

  it("remembers keys", () => {
    const transcript = createTranscript();
    expect([transcript.met("a"), transcript.met("a"), transcript.met("b")]).toEqual([false, true, false]);
  });
});
