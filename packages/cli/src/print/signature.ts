/** The signatures of an operation's methods, over several lines if one would be too long. */

import { lineWidth } from "./layout.ts";

/** `before(a, b)after`, indented as a member. */
export function printSignature(before: string, parameters: readonly string[], after: string): string {
  const line = `  ${before}(${parameters.join(", ")})${after}`;
  if (line.length <= lineWidth) return line;
  return `  ${before}(\n${parameters.map((parameter) => `    ${parameter},\n`).join("")}  )${after}`;
}
