/** The settings in effect of an event, and their sources. */

import type { ContractEvent, ExplainedSetting, Explanation } from "@seamline/core";
import { shapeOf } from "@seamline/core/internal";
import type { EventWays } from "./event-routes.ts";

/** Explains one event. Shows no secrets of brokers' URLs. */
export function explainEvent(
  event: ContractEvent,
  ways: EventWays | undefined,
  handlers: readonly string[],
): Explanation {
  const { definition } = event;
  const of = (value: unknown): string => (value === undefined ? "default" : "contract");
  const names = [
    ...(ways?.database ? ["database:"] : []),
    ...(ways?.brokers ?? []).map(({ text }) => withoutSecrets(text)),
  ];
  const outside = event.external ? ["outside of the application"] : [];
  const settings: ExplainedSetting[] = [
    { name: "way", value: names.join(" and "), source: ways?.source ?? "default" },
    { name: "type", value: event.type, source: "contract" },
    { name: "key", value: event.key ?? "none: no order", source: of(definition.key) },
    { name: "payload", value: describeFields(event), source: "contract" },
    { name: "published by", value: event.service, source: "contract" },
    { name: "handled by", value: [...handlers, ...outside].join(", "), source: "contract" },
    { name: "after failure", value: event.afterFailure, source: of(definition.afterFailure) },
    { name: "remembered", value: `${event.rememberDays} days`, source: of(definition.rememberDays) },
  ];
  for (const { target } of ways?.brokers ?? []) {
    for (const [name, value] of Object.entries(target.settings))
      settings.push({ name, value, source: ways?.source ?? "default" });
  }
  return { operation: event.id, settings, state: [] };
}

/** The payload's fields, those that may be absent with a question mark. */
function describeFields({ payload }: ContractEvent): string {
  const fields = Object.entries(shapeOf(payload.schema)).map(
    ([name, field]) => `${name}${field._zod.optout === "optional" ? "?" : ""}`,
  );
  return fields.length === 0 ? "no fields" : fields.join(", ");
}

/** `amqp://guest:guest@host/vhost?prefix=a` becomes `amqp://…@host/vhost`. */
export function withoutSecrets(url: string): string {
  return url.replace(/\?.*$/, "").replace(/\/\/.*@/, "//…@");
}
