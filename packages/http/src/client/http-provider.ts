/** `http()`: adds the schemes http, https and http+unix to an application's topology. */

import type { AddFault, TargetUrl, TransportProvider } from "@seamline/core/extend";
import { policyNames, suggest } from "@seamline/core/internal";
import { assertSettings } from "@seamline/core/settings";
import { maxBatchCalls } from "../binding/batch/batch-text.ts";
import { parseTarget, schemes } from "../binding/http-target.ts";
import { isBatch } from "./batch/batching.ts";
import { assertClientTls, type ClientTls } from "./client-tls.ts";
import {
  assertConnections,
  createTargetTransport,
  defaultConnections,
  maxConnectionsPerTarget,
} from "./client-transport.ts";
import { assertForeignHeaders } from "./foreign/foreign-headers.ts";
import { httpSetting } from "./http-settings.ts";

/** Defaults for every HTTP URL of an application. */
export interface HttpOptions {
  /** Connections per target where the URL sets none: 1 to 1,024. Default 64. */
  readonly connections?: number;
  /**
   * Allows calls to link-local and metadata addresses (169.254.0.0/16 and the like). Default
   * `false`.
   */
  readonly allowLinkLocal?: boolean;
  /**
   * Header fields of calls to foreign targets (`?foreign=true`), by service: API keys and the like.
   * Other targets do not get them. Default: none.
   */
  readonly headers?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /**
   * TLS for `https:` URLs. Default: the authorities that Node trusts, and no client certificate.
   */
  readonly tls?: ProviderTls;
}

/** TLS for all services, with overrides for some. */
export interface ProviderTls extends ClientTls {
  /** Overrides by service of the fields above. Default: none. */
  readonly services?: Readonly<Record<string, ClientTls>>;
}

/** Options of the grammar that this version does not support: they get a separate error. */
const unsupported = ["pipelining"];
/**
 * Options that the error for a mistyped one suggests; the topology removes policies before this
 * package reads a URL.
 */
const known = ["timeout", "connections", "batch", "foreign", ...policyNames];

/**
 * Creates the provider of HTTP URLs:
 * `SEAMLINE_COURIER=http://courier:3001?timeout=800ms&connections=32`. With `foreign=true` the callee
 * is any HTTP service with these routes.
 * @throws {TypeError} for an unknown option, a number of connections outside the bounds, and
 * certificates and keys that cannot be used.
 * @example
 * ```ts
 * createApplication({ modules, transports: [http()], env: process.env });
 * ```
 */
export function http(options: HttpOptions = {}): TransportProvider {
  assertSettings("http", httpSetting, options);
  const { allowLinkLocal = false, headers = {} } = options;
  const byDefault = options.connections ?? defaultConnections;
  assertConnections(byDefault);
  const { services = {}, ...common } = options.tls ?? {};
  for (const tls of [common, ...Object.values(services)]) assertClientTls({ ...common, ...tls });
  return {
    name: "http",
    schemes,
    read(url, addFault) {
      const target = parseTarget(url.scheme, url.rest, addFault, allowLinkLocal);
      const { timeoutMs, connections = byDefault, batch, foreign = false } = readOptions(url, addFault);
      return {
        settings: {
          ...(timeoutMs !== undefined && { timeout: `${timeoutMs}ms` }),
          connections: String(connections),
          ...(batch !== undefined && { batch: String(batch) }),
          ...(foreign && { foreign: "true" }),
        },
        timeoutMs,
        create({ keys, service, contract }) {
          if (target === undefined) throw new TypeError(`${url.text} cannot be used: its faults have been reported`);
          const tls = { ...common, ...own(services, service) };
          if (foreign) {
            const given = own(headers, service);
            assertForeignHeaders(contract, given);
            const options = { connections, allowLinkLocal, tls, foreign, ...(given && { headers: given }) };
            return createTargetTransport(target, options);
          }
          return createTargetTransport(target, {
            connections,
            keys,
            allowLinkLocal,
            tls,
            ...(batch !== undefined && { batch }),
          });
        },
      };
    },
  };
}

function own<Value>(services: Readonly<Record<string, Value>>, service: string): Value | undefined {
  return Object.hasOwn(services, service) ? services[service] : undefined;
}

interface ReadOptions {
  timeoutMs?: number;
  connections?: number;
  batch?: number;
  foreign?: boolean;
}

function readOptions(url: TargetUrl, addFault: AddFault): ReadOptions {
  const read: ReadOptions = {};
  for (const { name, value, position } of url.options) {
    const start = position - name.length - 1;
    if (name === "timeout") {
      const timeoutMs = parseDuration(value);
      if (timeoutMs !== undefined) read.timeoutMs = timeoutMs;
      else addFault(position, `timeout: expected a duration such as 800ms or 2s, found ${JSON.stringify(value)}`);
    } else if (name === "connections") {
      const connections = /^\d{1,4}$/.test(value) ? Number(value) : 0;
      if (connections >= 1 && connections <= maxConnectionsPerTarget) read.connections = connections;
      else addFault(position, `connections: expected 1 to ${maxConnectionsPerTarget}, found ${JSON.stringify(value)}`);
    } else if (name === "batch") {
      const batch = /^\d{1,3}$/.test(value) ? Number(value) : 0;
      if (isBatch(batch)) read.batch = batch;
      else addFault(position, `batch: expected 2 to ${maxBatchCalls}, found ${JSON.stringify(value)}`);
    } else if (name === "foreign") {
      if (value === "true" || value === "false") read.foreign = value === "true";
      else addFault(position, `foreign: expected true or false, found ${JSON.stringify(value)}`);
    } else if (unsupported.includes(name)) {
      addFault(start, `the option ${name} is not supported by this version; remove it`);
    } else {
      addFault(start, `unknown option ${JSON.stringify(name)}; ${suggest(name, known)}`);
    }
  }
  if (read.foreign === true && read.batch !== undefined) {
    const { position = 0, name = "" } = url.options.find(({ name }) => name === "batch") ?? {};
    addFault(position - name.length - 1, "batch: a foreign callee takes no batches; remove batch or foreign");
  }
  return read;
}

/**
 * Reads `800ms` or `1.5s` as milliseconds, positive and below 2^31; `undefined` for other texts.
 */
function parseDuration(text: string): number | undefined {
  const match = /^(\d{1,10}(?:\.\d{1,6})?)(ms|s)$/.exec(text);
  if (match === null) return undefined;
  const milliseconds = Number(match[1]) * (match[2] === "s" ? 1000 : 1);
  return milliseconds > 0 && milliseconds < 2 ** 31 ? milliseconds : undefined;
}
