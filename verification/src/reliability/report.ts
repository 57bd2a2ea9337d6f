/** The list of figures, which is a folder, and how a row is printed. */

import { readdir } from "node:fs/promises";
import type { Figure, Row } from "./figure.ts";

const folder = new URL("figures/", import.meta.url);

/** Every figure of the folder, by file name. @throws {TypeError} for a file that exports none. */
export async function loadFigures(): Promise<readonly Figure[]> {
  const files = (await readdir(folder)).filter((file) => file.endsWith(".ts")).sort();
  return Promise.all(
    files.map(async (file) => {
      const { figure } = (await import(new URL(file, folder).href)) as { figure?: Figure };
      if (figure === undefined) throw new TypeError(`${file}: expected an export named figure`);
      return figure;
    }),
  );
}

/** One row for people. */
export function printRow({ name, target, measured, ok }: Row, tookMs: number): string {
  const verdict = ok ? "ok    " : "NOT OK";
  return `${verdict}  ${name}\n        target    ${target}\n        measured  ${measured} (${(tookMs / 1000).toFixed(1)} s)`;
}
