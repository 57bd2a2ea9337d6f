/** Content hashes that detect changed files. */

import { hash } from "node:crypto";
import { readFileSync } from "node:fs";

/** The SHA-256 hash of a text or of bytes, base64url. */
export function hashContent(content: string | Buffer): string {
  return hash("sha256", content, "base64url");
}

/** The hash of a file's content; `null` if there is no readable file. */
export function hashFile(path: string): string | null {
  try {
    return hashContent(readFileSync(path));
  } catch {
    return null;
  }
}
