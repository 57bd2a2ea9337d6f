/** Whether a client package offers a mock: its own `package.json` says so. */

import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fieldsOf } from "@seamline/core/internal";

/** Whether a package has the export `./testing`. One without it needs no @seamline/testing, and gets no mock. */
export function offersTesting(folder: string): boolean {
  const file = join(folder, "package.json");
  if (!existsSync(file)) return false;
  // Node has read the file already, to load the contract: it is JSON.
  const { exports } = fieldsOf(JSON.parse(readFileSync(file, "utf8")));
  return typeof exports === "object" && exports !== null && Object.hasOwn(exports, "./testing");
}
