/**
 * `asyncapi.json`: the events that a service publishes and handles, as an AsyncAPI 3.1 document. A
 * message is a CloudEvent in structured mode: one JSON object with the payload in `data`.
 */

import { createHash } from "node:crypto";
import type { Contract, ContractEvent } from "@seamline/core";
import { eventPattern } from "@seamline/core/internal";
import type { JsonObject } from "@seamline/core/openapi";
import type { ServiceModel } from "../model/service-model.ts";
import { cloudEvent, cloudEventName, convertPayloads, printCloudEvent } from "./asyncapi-schemas.ts";
import { printJson } from "./json-text.ts";

/**
 * Prints the file; `undefined` for a service that neither publishes nor handles events.
 * @param contracts the contracts of the configuration: the payloads of handled events are theirs.
 */
export function printAsyncapi(
  { name, contract }: Pick<ServiceModel, "name" | "contract">,
  contracts: readonly Contract[],
): string | undefined {
  const own = Object.values<ContractEvent>(contract.events);
  const handled = [...contract.handles].sort();
  if (own.length === 0 && handled.length === 0) return undefined;
  const channels: Record<string, JsonObject> = {};
  const operations: Record<string, JsonObject> = {};
  const schemas = new Map<string, JsonObject>([[cloudEventName, cloudEvent]]);
  const addChannels = (events: readonly ContractEvent[], prefix: string): void => {
    const { payloads, components } = convertPayloads(events, prefix);
    for (const [id, schema] of components) schemas.set(id, schema);
    for (const [index, event] of events.entries()) {
      channels[event.id] = printChannel(event.name, event.type, printMessage(event, payloads[index]));
    }
  };
  const addOperation = (key: string, action: "send" | "receive", id: string): void => {
    const channel = `#/channels/${id}`;
    operations[key] = {
      action,
      channel: { $ref: channel },
      messages: [{ $ref: `${channel}/messages/${id.slice(id.indexOf(".") + 1)}` }],
    };
  };
  addChannels(own, "");
  for (const event of own) addOperation(`publish.${event.name}`, "send", event.id);
  for (const [service, ids] of Map.groupBy(handled, serviceOf)) {
    const events = contracts.find((one) => one.name === service)?.events ?? {};
    // Names of schemas are unique within one contract only.
    if (service !== name)
      addChannels(
        Object.values(events).filter(({ id }) => ids.includes(id)),
        `${service}.`,
      );
    for (const id of ids) {
      channels[id] ??= printUnknown(id);
      addOperation(`handle.${id}`, "receive", id);
    }
  }
  const document = {
    defaultContentType: "application/cloudevents+json",
    channels,
    operations,
    components: { schemas: Object.fromEntries([...schemas].sort(([one], [other]) => (one < other ? -1 : 1))) },
  };
  const text = [contract.summary, contract.description?.trim()].filter((part) => part !== undefined).join("\n\n");
  const info = {
    title: name,
    version: createHash("sha256").update(JSON.stringify(document)).digest("hex").slice(0, 12),
    description: text === "" ? undefined : text,
  };
  return `${printJson({ asyncapi: "3.1.0", info, ...document })}\n`;
}

function printChannel(name: string, type: string, message: JsonObject): JsonObject {
  return { address: type, messages: { [name]: { name: type, ...message } } };
}

function printMessage(event: ContractEvent, payload: JsonObject | undefined): JsonObject {
  const { service, name, type, key, definition } = event;
  const { summary, description, deprecated } = definition;
  const paragraphs = [
    description?.trim(),
    deprecated === true ? "Deprecated." : deprecated ? `Deprecated: ${deprecated}` : undefined,
    key === undefined ? undefined : `Events with the same \`${key}\` keep their order.`,
  ];
  const text = paragraphs.filter((paragraph) => paragraph !== undefined).join("\n\n");
  return {
    title: name,
    summary,
    description: text === "" ? undefined : text,
    payload: printCloudEvent(service, type, payload),
  };
}

/** The channel of an event whose contract is not among those of the configuration. */
function printUnknown(id: string): JsonObject {
  const [service = "", event = ""] = id.split(".");
  const { base = event, version = "1" } = eventPattern.exec(event)?.groups ?? {};
  const type = `${service}.${base}.v${version}`;
  return printChannel(event, type, { title: event, payload: printCloudEvent(service, type, undefined) });
}

function serviceOf(id: string): string {
  return id.slice(0, id.indexOf("."));
}
