/**
 * Documents of text that fits into a width: a small form of Wadler's printer, enough for the layout
 * that Biome and Prettier give the sources here.
 *
 * @see https://homepages.inf.ed.ac.uk/wadler/papers/prettier/prettier.pdf
 */

import { lineWidth } from "../print/layout.ts";

/** A document. */
export type Layout =
  | string
  | readonly Layout[]
  /** A line break, or in a group that fits its `flat` text. */
  | { readonly kind: "line"; readonly flat: string }
  /** Always a line break; breaks the groups around it. */
  | { readonly kind: "hardline" }
  | { readonly kind: "indent"; readonly body: Layout }
  /** Text that is printed only where the group around it breaks. */
  | { readonly kind: "broken"; readonly text: string }
  /** Fits on one line, or breaks all lines directly in it. */
  | { readonly kind: "group"; readonly body: Layout }
  /** Items with a break where the next one does not fit. */
  | { readonly kind: "fill"; readonly items: readonly string[] }
  /** The first if it fits on one line, otherwise the second. */
  | { readonly kind: "either"; readonly flat: Layout; readonly broken: Layout };

/** A line break, or nothing. */
export const softline: Layout = { kind: "line", flat: "" };

/** A line break, or a space. */
export const line: Layout = { kind: "line", flat: " " };

/** A line break. */
export const hardline: Layout = { kind: "hardline" };

/** Indents by two spaces. */
export function indent(body: Layout): Layout {
  return { kind: "indent", body };
}

/** Breaks all of its lines, or none. */
export function group(body: Layout): Layout {
  return { kind: "group", body };
}

/** Joins documents. */
export function join(separator: Layout, parts: readonly Layout[]): Layout {
  return parts.flatMap((part, index) => (index === 0 ? [part] : [separator, part]));
}

interface Frame {
  readonly indentation: number;
  readonly flat: boolean;
  readonly layout: Layout;
}

/** Prints a document. @param column the columns that the first line has already. */
export function printLayout(layout: Layout, column = 0): string {
  const out: string[] = [];
  let at = column;
  const stack: Frame[] = [{ indentation: 0, flat: false, layout }];
  const write = (text: string): void => {
    out.push(text);
    at += text.length;
  };
  const breakLine = (indentation: number): void => {
    out.push(`\n${" ".repeat(indentation)}`);
    at = indentation;
  };
  for (let frame = stack.pop(); frame !== undefined; frame = stack.pop()) {
    const { indentation, flat, layout: one } = frame;
    if (typeof one === "string") write(one);
    else if (isList(one)) for (const part of one.toReversed()) stack.push({ indentation, flat, layout: part });
    else if (one.kind === "line" && flat) write(one.flat);
    else if (one.kind === "line" || one.kind === "hardline") breakLine(indentation);
    else if (one.kind === "indent") stack.push({ indentation: indentation + 2, flat, layout: one.body });
    else if (one.kind === "broken") write(flat ? "" : one.text);
    else if (one.kind === "fill") {
      for (const [index, item] of one.items.entries()) {
        if (index > 0 && !flat && at + 1 + item.length > lineWidth) breakLine(indentation);
        else if (index > 0) write(" ");
        write(item);
      }
    } else if (one.kind === "either") {
      const fits = flat || fitsIn(lineWidth - at, one.flat, stack);
      stack.push({ indentation, flat: fits, layout: fits ? one.flat : one.broken });
    } else stack.push({ indentation, flat: flat || fitsIn(lineWidth - at, one.body, stack), layout: one.body });
  }
  return out.join("");
}

function isList(layout: Layout): layout is readonly Layout[] {
  return Array.isArray(layout);
}

/** Measures a document on one line, and what follows it up to the next possible break. */
function fitsIn(width: number, layout: Layout, rest: readonly Frame[]): boolean {
  let left = width;
  let behind = rest.length;
  const stack: { readonly flat: boolean; readonly layout: Layout }[] = [{ flat: true, layout }];
  while (left >= 0) {
    let frame = stack.pop();
    if (frame === undefined) {
      behind -= 1;
      frame = rest[behind];
      if (frame === undefined) return true;
    }
    const { flat, layout: one } = frame;
    if (typeof one === "string") left -= one.length;
    else if (isList(one)) for (const part of one.toReversed()) stack.push({ flat, layout: part });
    else if (one.kind === "hardline") return !flat;
    else if (one.kind === "line") {
      if (!flat) return true;
      left -= one.flat.length;
    } else if (one.kind === "indent" || one.kind === "group") stack.push({ flat, layout: one.body });
    else if (one.kind === "fill") left -= one.items.reduce((sum, item) => sum + item.length + 1, -1);
    else if (one.kind === "either") stack.push({ flat, layout: one.flat });
    else if (!flat) left -= one.text.length;
  }
  return false;
}
