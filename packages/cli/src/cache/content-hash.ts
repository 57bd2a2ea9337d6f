/** Hashes of files, by which a change is noticed. */

import { hash } from "node:crypto";
import { readFileSync } from "node:fs";

/** The hash of a text or of bytes. */
export function hashContent(content: string | Buffer): string {
  return hash("sha256", content, "base64url");
}

/** The hash of what a file holds; `null` when there is no file that can be read. */
export function hashFile(path: string): string | null {
  try {
    return hashContent(readFileSync(path));
  } catch {
    return null;
  }
}
