/** URLs of applications in this process: `app:legacy/api/v1?foreign=true&timeout=800ms`. */

import type { AddFault, TargetUrl } from "@seamline/core/extend";
import { policyNames, suggest } from "@seamline/core/internal";

/** A URL that was read. */
export interface AppUrl {
  /** The name of the application; `undefined` if it is not known. */
  readonly name: string | undefined;
  /** The prefix of every path: empty, or with a slash in front and none at the end. */
  readonly basePath: string;
  /** The time a call may take, in milliseconds; `undefined` if the URL sets none. */
  readonly timeoutMs: number | undefined;
  /** `true` for an application that does not know Seamline. */
  readonly foreign: boolean;
}

/** The options that the error for a mistyped one suggests; the topology removes policies before. */
const known = ["timeout", "foreign", ...policyNames];

/** Options of HTTP URLs that mean nothing without a connection. */
const ofConnections: Readonly<Record<string, string>> = {
  connections: "an application in memory has no connections; use concurrency=… to bound the calls under way",
  batch: "calls in memory share no requests; remove batch",
};

/** Reads a URL, and adds a fault for each part that cannot work. */
export function readAppUrl(url: TargetUrl, names: readonly string[], addFault: AddFault): AppUrl {
  const start = url.scheme.length + 1;
  const [, slashes = "", name = "", path = ""] = /^(\/*)([^/]*)(.*)$/s.exec(url.rest) ?? [];
  const found = names.includes(name) ? name : undefined;
  if (slashes !== "")
    addFault(start, `expected ${url.scheme}: and the name of an application, without slashes between`);
  else if (found === undefined)
    addFault(start, `no application is named ${JSON.stringify(name)}; ${suggest(name, names)}`);
  return {
    name: found,
    basePath: readBasePath(path, start + slashes.length + name.length, addFault),
    ...readOptions(url, addFault),
  };
}

const segmentPattern = /^(?:[A-Za-z0-9._~!$&'()*+,;=:@-]|%[0-9A-Fa-f]{2})+$/;

function readBasePath(path: string, position: number, addFault: AddFault): string {
  const trimmed = path.endsWith("/") ? path.slice(0, -1) : path;
  for (const segment of trimmed === "" ? [] : trimmed.slice(1).split("/")) {
    const dots = segment.replaceAll(/%2e/gi, ".");
    if (segmentPattern.test(segment) && dots !== "." && dots !== "..") continue;
    const found = `${JSON.stringify(segment)} in ${JSON.stringify(path)}`;
    addFault(position, `expected a base path of plain segments, found ${found}`);
    return "";
  }
  return trimmed;
}

function readOptions(url: TargetUrl, addFault: AddFault): Pick<AppUrl, "foreign" | "timeoutMs"> {
  let timeoutMs: number | undefined;
  let foreign = false;
  for (const { name, value, position } of url.options) {
    const start = position - name.length - 1;
    const found = `found ${JSON.stringify(value)}`;
    if (name === "timeout") {
      timeoutMs = parseDuration(value);
      if (timeoutMs === undefined) addFault(position, `timeout: expected a duration such as 800ms or 2s, ${found}`);
    } else if (name === "foreign") {
      foreign = value === "true";
      if (!foreign && value !== "false") addFault(position, `foreign: expected true or false, ${found}`);
    } else if (Object.hasOwn(ofConnections, name)) {
      addFault(start, `${name}: ${ofConnections[name]}`);
    } else {
      addFault(start, `unknown option ${JSON.stringify(name)}; ${suggest(name, known)}`);
    }
  }
  return { timeoutMs, foreign };
}

/** Reads `800ms` or `1.5s` as milliseconds, positive and below 2^31, as `http:` URLs do. */
function parseDuration(text: string): number | undefined {
  const match = /^(\d{1,10}(?:\.\d{1,6})?)(ms|s)$/.exec(text);
  if (match === null) return undefined;
  const milliseconds = Number(match[1]) * (match[2] === "s" ? 1000 : 1);
  return milliseconds > 0 && milliseconds < 2 ** 31 ? milliseconds : undefined;
}
