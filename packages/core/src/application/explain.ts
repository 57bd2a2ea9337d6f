/** The settings in effect for an operation, and their sources. */

import { defaultTimeoutMs } from "../call/call-options.ts";
import type { Operation } from "../contract/operation.ts";
import { policyNames } from "../policy/policy-options.ts";
import type { PolicyState } from "../policy/target-policies.ts";
import type { SigningKey } from "../topology/signing-keys.ts";
import type { Route } from "../topology/topology.ts";
import { timeoutOf, type Way } from "../topology/way.ts";

/** One setting in effect. */
export interface ExplainedSetting {
  /** `transport`, `timeout`, a policy's name and so on; unique within an operation. */
  readonly name: string;
  /** The value as text, with its unit: `800 ms`. Never a secret. */
  readonly value: string;
  /** A variable, a path in code, `contract`, or `default`. */
  readonly source: string;
}

/** The settings in effect of one operation or event. */
export interface Explanation {
  /** `service.operation`, or `service.event`. */
  readonly operation: string;
  /** The transport first, then the timeout, the policies and the contract's own settings. */
  readonly settings: readonly ExplainedSetting[];
  /**
   * The present state of its policies: the breaker, calls in flight and waiting, ejected targets.
   * Empty before the start.
   */
  readonly state: readonly PolicyState[];
}

/** Explains a resolved route. Shows ids of keys, never secrets. */
export function explainRoute(
  route: Route,
  hosted: { readonly here: boolean; readonly source: string },
  keys: readonly SigningKey[],
): Omit<Explanation, "state"> {
  const { operation, way, source, policies, policySources } = route;
  const { definition } = operation;
  const settings: ExplainedSetting[] = [
    { name: "transport", value: printWay(route), source },
    { name: "hosted here", value: hosted.here ? "yes" : "no", source: hosted.source },
    explainTimeout(operation, route),
    ...policyNames
      .filter((name) => name !== "queue" || policies.concurrency !== "off")
      .map((name) => ({ name, value: String(policies[name]), source: policySources[name] })),
    { name: "http", value: `${operation.http.method} ${operation.http.path}`, source: sourceOf(definition.http) },
    { name: "expose", value: operation.expose, source: sourceOf(definition.expose) },
    {
      name: "idempotent",
      value: operation.idempotent ? "yes" : "no",
      source: definition.idempotent === undefined ? "default: the HTTP method" : "contract",
    },
    {
      name: "allow",
      value: operation.allow === undefined ? "every service" : [...operation.allow].join(", "),
      source: sourceOf(definition.allow),
    },
  ];
  const remotes = remotesOf(way);
  for (const { text, target } of remotes) {
    const about = way.kind === "remote" ? "" : ` of ${text}`;
    for (const [name, value] of Object.entries(target.settings)) {
      if (name === "timeout") continue;
      settings.push({ name: `${name}${about}`, value, source: text.includes(`${name}=`) ? source : "default" });
    }
  }
  if (remotes.length > 0) {
    const signing =
      keys.length === 0
        ? "none: calls are not signed"
        : `${keys[0]?.id} signs; ${keys.map((key) => key.id).join(", ")} verify`;
    settings.push({ name: "keys", value: signing, source: keys.length === 0 ? "default" : "SEAMLINE_KEYS" });
  }
  return { operation: operation.id, settings };
}

function remotesOf(way: Way): readonly Extract<Way, { kind: "remote" }>[] {
  if (way.kind === "remote") return [way];
  return way.kind === "combined" ? way.members.flatMap((member) => remotesOf(member.way)) : [];
}

function explainTimeout(operation: Operation, { way, source }: Route): ExplainedSetting {
  const ofRoute = timeoutOf(way);
  if (ofRoute !== undefined) return { name: "timeout", value: `${ofRoute} ms`, source };
  const declared = operation.timeoutMs;
  return { name: "timeout", value: `${declared ?? defaultTimeoutMs} ms`, source: sourceOf(declared) };
}

function printWay({ way, operation }: Route): string {
  switch (way.kind) {
    case "in-process":
      return "in-process";
    case "remote":
    case "combined":
      return way.text;
    case "custom":
      return "a transport given in code";
    case "none":
      return `none: ${operation.service} is neither hosted nor addressed`;
  }
}

function sourceOf(value: unknown): string {
  return value === undefined ? "default" : "contract";
}
