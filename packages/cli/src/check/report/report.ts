/** The formats of a result. */

import type { CheckResult } from "../run/check.ts";
import { printGitHub } from "./print-github.ts";
import { printJUnit } from "./print-junit.ts";
import { printMarkdown } from "./print-markdown.ts";
import { printSarif } from "./print-sarif.ts";
import { printText } from "./print-text.ts";

/** The names of the formats. */
export const reportFormats = ["text", "json", "sarif", "github", "junit", "markdown"] as const;

/** The name of a format. */
export type ReportFormat = (typeof reportFormats)[number];

const printers: Readonly<Record<ReportFormat, (result: CheckResult) => string>> = {
  text: printText,
  json: (result) => JSON.stringify(result, undefined, 2),
  sarif: printSarif,
  github: printGitHub,
  junit: printJUnit,
  markdown: printMarkdown,
};

/** Prints a result. */
export function printReport(format: ReportFormat, result: CheckResult): string {
  return printers[format](result);
}
