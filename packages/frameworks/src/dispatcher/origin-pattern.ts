/**
 * Patterns of origins: `http://courier.local`, `courier.local:8080`, `*.internal.local`, `*`. A part
 * that is left out, the scheme or the port, matches any; a scheme without a port means its own.
 */

/** A pattern that was read. */
export interface OriginPattern {
  /** As it was written. */
  readonly text: string;
  /** `http:` or `https:`; `undefined` matches both. */
  readonly protocol: string | undefined;
  /** The host, in lower case; for subdomains the part after `*`, with its dot; empty for any host. */
  readonly host: string;
  /** `exact`, or the hosts that end with it, or all. */
  readonly hosts: "exact" | "subdomains" | "all";
  /** The port in digits, the scheme's own one included; `undefined` matches all. */
  readonly port: string | undefined;
}

const form = /^(?:(https?):\/\/)?(\*\.)?([^/:*?#@\s[\]]+|\[[0-9a-f:.]+\]|\*)(?::(\d{1,5}))?\/?$/i;

/**
 * Reads a pattern.
 * @throws {TypeError} for a text of another form.
 */
export function parseOriginPattern(text: string): OriginPattern {
  const [, scheme, wildcard, host = "", port] = form.exec(text) ?? [];
  const isAny = host === "*" && wildcard === undefined;
  const url = `http://${isAny ? "any" : host}`;
  if (host === "" || (host === "*" && !isAny) || !URL.canParse(url)) {
    const found = JSON.stringify(text);
    throw new TypeError(
      `expected an origin such as "http://courier.local" or "*.internal.local", without a path, found ${found}`,
    );
  }
  const protocol = scheme === undefined ? undefined : `${scheme.toLowerCase()}:`;
  const { hostname } = new URL(url);
  return {
    text,
    protocol,
    host: isAny ? "" : wildcard === undefined ? hostname : `.${hostname}`,
    hosts: isAny ? "all" : wildcard === undefined ? "exact" : "subdomains",
    port: port === undefined ? protocol && ownPort(protocol) : String(Number(port)),
  };
}

/** Tests an origin. */
export function matchesPattern({ protocol, host, hosts, port }: OriginPattern, origin: URL): boolean {
  if (protocol !== undefined && protocol !== origin.protocol) return false;
  if (port !== undefined && port !== (origin.port === "" ? ownPort(origin.protocol) : origin.port)) return false;
  if (hosts === "all") return true;
  return hosts === "exact" ? origin.hostname === host : origin.hostname.endsWith(host);
}

/** Tests whether every origin of a later pattern matches an earlier one. */
export function covers(earlier: OriginPattern, later: OriginPattern): boolean {
  if (earlier.protocol !== undefined && earlier.protocol !== later.protocol) return false;
  if (earlier.port !== undefined && earlier.port !== later.port) return false;
  if (earlier.hosts === "all") return true;
  if (earlier.hosts === "exact") return later.hosts === "exact" && earlier.host === later.host;
  return later.hosts !== "all" && later.host.endsWith(earlier.host);
}

function ownPort(protocol: string): string {
  return protocol === "https:" ? "443" : "80";
}
