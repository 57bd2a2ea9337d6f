/** A check of well-formed XML, for the subset that reports use: no comments, no CDATA. */

import { expect } from "vitest";

/** Fails unless every element is closed in order and every special character is escaped. */
export function expectWellFormed(xml: string): void {
  const open: string[] = [];
  const rest = xml
    .replace(/^<\?xml[^?]*\?>\n/, "")
    .replaceAll(
      /<(\/?)([a-z]+)((?:\s+[\w:-]+="[^"<]*")*)\s*(\/?)>/gi,
      (_, closing: string, name: string, _attributes, empty: string) => {
        if (closing !== "") expect(open.pop()).toBe(name);
        else if (empty === "") open.push(name);
        return "";
      },
    );
  expect(open).toEqual([]);
  expect(rest).not.toMatch(/[<>]|&(?!(?:amp|lt|gt|quot|apos|#10);)/);
}
