/** The choice of a client package to have a mock, made in its own `package.json`. */

import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fieldsOf } from "@seamline/core/internal";

/**
 * Checks for the export `./testing`. A package without it needs no @seamline/testing, and gets no
 * mock.
 */
export function offersTesting(folder: string): boolean {
  const file = join(folder, "package.json");
  if (!existsSync(file)) return false;
  // Node has read the file already to load the contract, so it is valid JSON.
  const { exports } = fieldsOf(JSON.parse(readFileSync(file, "utf8")));
  return typeof exports === "object" && exports !== null && Object.hasOwn(exports, "./testing");
}
