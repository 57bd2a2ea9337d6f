/** A collector of ended spans, which draws their trees. */

import { SpanKind, SpanStatusCode } from "@opentelemetry/api";
import type { ReadableSpan, SpanProcessor } from "@opentelemetry/sdk-trace";

/** A span processor that keeps ended spans. */
export class RecordedSpans implements SpanProcessor {
  ended: ReadableSpan[] = [];
  #started = 0;
  #onQuiet: (() => void) | undefined;

  onStart(): void {
    this.#started += 1;
  }

  onEnd(span: ReadableSpan): void {
    this.ended.push(span);
    if (this.ended.length === this.#started) this.#onQuiet?.();
  }

  /** Resolves once every started span has ended. */
  async quiet(): Promise<void> {
    if (this.ended.length === this.#started) return;
    await new Promise<void>((resolve) => {
      this.#onQuiet = resolve;
    });
  }

  /** Removes all spans; call it only after {@link quiet}. */
  clear(): void {
    this.ended = [];
    this.#started = 0;
  }

  async forceFlush(): Promise<void> {}
  async shutdown(): Promise<void> {}

  /**
   * Draws every tree, with a line for each span: kind, name, attributes, status. Ids and times are
   * left out.
   */
  draw(): string {
    const known = new Set(this.ended.map((span) => span.spanContext().spanId));
    const isRoot = (span: ReadableSpan): boolean =>
      span.parentSpanContext === undefined || !known.has(span.parentSpanContext.spanId);
    const lines: string[] = [];
    const visit = (span: ReadableSpan, depth: number): void => {
      const orphan = depth === 0 && span.parentSpanContext !== undefined ? " (parent elsewhere)" : "";
      lines.push(`${"  ".repeat(depth)}${print(span)}${orphan}`);
      const { spanId, traceId } = span.spanContext();
      for (const child of this.ended) {
        if (child.parentSpanContext?.spanId !== spanId) continue;
        if (child.spanContext().traceId !== traceId) throw new Error("a span below one of another trace");
        visit(child, depth + 1);
      }
    };
    for (const span of this.ended.filter(isRoot)) visit(span, 0);
    return lines.join("\n");
  }
}

/** Prints a span, without the attributes of its operation if they are right. */
function print(span: ReadableSpan): string {
  const { "seamline.call_id": callId, ...attributes } = span.attributes;
  const { "rpc.system": system, "rpc.service": service, "rpc.method": method, ...others } = attributes;
  const usual = system === "seamline" && `${service}.${method}` === span.name && typeof callId === "string";
  const text = Object.entries(usual ? others : span.attributes).map(([name, value]) => `${name}=${value}`);
  if (span.status.message !== undefined) text.push(`message=${span.status.message}`);
  return [SpanKind[span.kind], span.name, ...text, SpanStatusCode[span.status.code]].join(" ");
}
