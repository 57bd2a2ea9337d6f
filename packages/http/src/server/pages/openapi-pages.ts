/**
 * The pages of a public listener: its OpenAPI document, made when the listener opens, and a page
 * that shows it. Loaded by listeners that serve them.
 */

import { createHash } from "node:crypto";
import type { Contract } from "@seamline/core";
import type { Operation } from "@seamline/core/extend";
import { fieldsOf } from "@seamline/core/internal";
import { createOpenapiDocument } from "@seamline/core/openapi";
import { headerOf, wireHeaders } from "../../binding/wire-headers.ts";
import type { Arrival, Headers } from "../arrival.ts";
import { discardBody } from "../request-body.ts";
import { parseRequestTarget } from "../request-target.ts";
import { respondMethodNotAllowed, respondWithOptions } from "../respond.ts";
import { listPaths, type OpenapiPagesOptions, pageFiles, toPaths } from "./openapi-pages-options.ts";
import { findReferencePage, printPage, printPolicy, readReferenceFile, startScript } from "./page-files.ts";

/** The pages of a listener. */
export interface Pages {
  /** Tests for a request for one of the pages. */
  has(req: Arrival["req"]): boolean;
  /** Responds to a request for one of the pages; returns `false` for any other. */
  serve(arrival: Arrival): boolean;
}

interface PageFile {
  readonly type: string;
  readonly content: Buffer;
  readonly etag: string;
  readonly policy?: string;
}

/**
 * Creates the pages.
 * @param contracts those of the hosted modules.
 * @param serves selects the operations of the listener.
 * @throws {Error} if a file of the page cannot be read.
 */
export async function createOpenapiPages(
  options: OpenapiPagesOptions,
  contracts: readonly Contract[],
  serves: (operation: Operation) => boolean,
): Promise<Pages> {
  const { path: _, page: __, ...stated } = options;
  const document = createOpenapiDocument({ contracts, includes: serves }, stated);
  const paths = toPaths(options);
  const files = new Map([[paths.document, toFile("application/json", JSON.stringify(document))]]);
  const folder = paths.page === undefined ? undefined : findReferencePage();
  if (paths.page !== undefined && folder !== undefined) {
    const title = String(fieldsOf(document.info).title);
    const servers = (options.servers ?? []).map((server) => (typeof server === "string" ? server : server.url));
    files.set(paths.page, {
      ...toFile("text/html; charset=utf-8", printPage(title, paths)),
      policy: printPolicy(servers),
    });
    for (const name of pageFiles) {
      const content = name === "start.js" ? startScript : await readReferenceFile(folder, name);
      const type = name.endsWith(".css") ? "text/css" : "text/javascript";
      files.set(`${paths.page}/${name}`, toFile(`${type}; charset=utf-8`, content));
    }
  }
  const find = (req: Arrival["req"]): PageFile | undefined => {
    if (headerOf(req, wireHeaders.operation) !== undefined) return undefined;
    const target = parseRequestTarget(req.url ?? "");
    return target && files.get(`/${target.segments.join("/")}`);
  };
  return {
    has: (req) => find(req) !== undefined,
    serve(arrival) {
      const file = find(arrival.req);
      if (file === undefined) return false;
      respond(arrival, file);
      return true;
    },
  };
}

/** Tests whether the files of the page can be found, before a listener opens. */
export function lacksReferencePage(options: OpenapiPagesOptions): boolean {
  return listPaths(toPaths(options)).length > 1 && findReferencePage() === undefined;
}

function toFile(type: string, text: string | Buffer): PageFile {
  const content = Buffer.from(text);
  return { type, content, etag: `"${createHash("sha256").update(content).digest("hex").slice(0, 32)}"` };
}

const allowed = ["GET", "HEAD", "OPTIONS"];

function respond(arrival: Arrival, { type, content, etag, policy }: PageFile): void {
  discardBody(arrival);
  const { method = "" } = arrival.req;
  if (method === "OPTIONS") {
    respondWithOptions(arrival, allowed);
    return;
  }
  if (!allowed.includes(method)) {
    respondMethodNotAllowed(arrival, allowed);
    return;
  }
  const headers: Headers = {
    // Asked again each time: a new process may have another document.
    "cache-control": "no-cache",
    etag,
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
  };
  if (policy !== undefined) headers["content-security-policy"] = policy;
  if (isKnown(headerOf(arrival.req, "if-none-match"), etag)) {
    arrival.writeHead(304, headers);
    arrival.end();
    return;
  }
  headers["content-type"] = type;
  headers["content-length"] = content.length;
  arrival.writeHead(200, headers);
  arrival.end(content);
}

/** @see https://www.rfc-editor.org/rfc/rfc9110#field.if-none-match */
function isKnown(tags: string | undefined, etag: string): boolean {
  if (tags === undefined) return false;
  return tags.split(",").some((tag) => tag.trim() === "*" || tag.trim().replace(/^W\//, "") === etag);
}
