/** The page that shows a document: Swagger UI, from the files of its package alone. */

import { readFile } from "node:fs/promises";
import { findPackageJSON } from "node:module";
// Not `dirname`: bundles to an ES module declare it for the CommonJS in them.
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { PagePaths } from "./openapi-pages-options.ts";

/** Finds the folder of swagger-ui-dist, beside this package or in the application; `undefined` if it is not installed. */
export function findReferencePage(): string | undefined {
  const bases = [import.meta.url, pathToFileURL(join(process.cwd(), "package.json"))];
  for (const base of bases) {
    try {
      const found = findPackageJSON("swagger-ui-dist", base);
      if (found !== undefined) return join(found, "..");
    } catch {
      // not installed there
    }
  }
  return undefined;
}

/** Reads a file of the package. */
export function readReferenceFile(folder: string, file: string): Promise<Buffer> {
  return readFile(join(folder, file));
}

/** The page, whose links are relative: a proxy may serve it below a prefix. */
export function printPage(title: string, { document, page = "" }: PagePaths): string {
  const folder = page.slice(page.lastIndexOf("/") + 1);
  const up = "../".repeat(page.split("/").length - 2);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="${folder}/swagger-ui.css">
</head>
<body>
<div id="reference" data-document="${up}${document.slice(1)}"></div>
<script src="${folder}/swagger-ui-bundle.js"></script>
<script src="${folder}/start.js"></script>
</body>
</html>
`;
}

/** The script of the page; nothing in it asks another host. */
export const startScript = `const element = document.getElementById("reference");
SwaggerUIBundle({
  domNode: element,
  url: new URL(element.dataset.document, location.href).href,
  deepLinking: true,
  validatorUrl: null,
});
`;

/**
 * The content security policy of the page: its own files only, and calls to the document's servers.
 * @param servers the URLs of the document's servers.
 */
export function printPolicy(servers: readonly string[]): string {
  const origins = servers.flatMap((url) => (/^https?:/.test(url) && URL.canParse(url) ? [new URL(url).origin] : []));
  const connect = ["'self'", ...new Set(origins)].join(" ");
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    `connect-src ${connect}`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join("; ");
}

function escapeHtml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}
