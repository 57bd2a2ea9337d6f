/**
 * The lists of W3C trace context and W3C baggage: text passed on unread, cut to the limits that
 * platforms must support.
 */

/** Printable ASCII and tabs, which every hop can carry in a header; one byte per character. */
const printable = /^[\t\x20-\x7e]*$/;

/**
 * The first members of a `tracestate` list, 32 and 512 bytes at most.
 * @see https://www.w3.org/TR/trace-context/#tracestate-limits
 */
export function cutTracestate(text: string | undefined): string | undefined {
  return cut(text, 32, 512);
}

/**
 * The first members of a `baggage` list, 64 and 8,192 bytes at most.
 * @see https://www.w3.org/TR/baggage/#limits
 */
export function cutBaggage(text: string | undefined): string | undefined {
  return cut(text, 64, 8192);
}

/** Whole members only; `undefined` when none is left. */
function cut(text: string | undefined, maxMembers: number, maxBytes: number): string | undefined {
  if (text === undefined || !printable.test(text)) return undefined;
  const kept: string[] = [];
  let bytes = -1; // no comma before the first
  for (const member of text.split(",").map((part) => part.trim())) {
    if (member === "") continue;
    bytes += 1 + member.length;
    if (kept.length === maxMembers || bytes > maxBytes) break;
    kept.push(member);
  }
  return kept.length === 0 ? undefined : kept.join(",");
}
