/** The rules for events. Payloads have the rules for schemas. */

import { breaksNeither, breaksPublishers, breaksReceivers, newVersion, nothing, type Rule } from "./rule.ts";

/** The name of one of these rules. */
export type EventRuleName =
  | "event-added"
  | "event-removed"
  | "event-key-added"
  | "event-key-changed"
  | "event-key-removed"
  | "event-failure-changed"
  | "event-memory-lengthened"
  | "event-memory-shortened"
  | "event-external-added"
  | "event-external-removed"
  | "handling-added"
  | "handling-removed";

/** The rules by name. */
export const eventRules: Readonly<Record<EventRuleName, Rule>> = {
  "event-added": {
    ...breaksNeither,
    reason: "no service handles it yet",
    next: "name it in `handles` of a contract, or declare it `external`: the application does not start without",
  },
  "event-removed": {
    ...breaksReceivers,
    reason: "services that handle it receive none, and an application with them does not start",
    next: "mark it `deprecated` and remove it when no contract handles it any more",
  },
  "event-key-added": {
    ...breaksNeither,
    reason: "events had no order, and now keep one per key",
    next: nothing,
  },
  "event-key-changed": {
    ...breaksReceivers,
    reason: "events that kept their order go by other keys, and can overtake each other",
    next: newVersion,
  },
  "event-key-removed": {
    ...breaksReceivers,
    reason: "events that kept their order can overtake each other",
    next: newVersion,
  },
  "event-failure-changed": {
    ...breaksNeither,
    reason: "it holds for events that fail from now on",
    next: "with `block-key` watch the blocked keys, which wait for a person",
  },
  "event-memory-lengthened": {
    ...breaksNeither,
    reason: "receivers recognise second deliveries for longer",
    next: nothing,
  },
  "event-memory-shortened": {
    ...breaksPublishers,
    reason: "a second delivery of an event published before may no longer be recognised, and is handled twice",
    next: "make sure that brokers and replays deliver again within the days that are left",
  },
  "event-external-added": {
    ...breaksNeither,
    reason: "handlers outside of the application may now exist",
    next: nothing,
  },
  "event-external-removed": {
    ...breaksReceivers,
    reason: "handlers outside of the application are not counted on any more",
    next: "make sure that it has no handlers outside",
  },
  "handling-added": {
    ...breaksNeither,
    reason: "events published before are not handled again",
    next: "deploy the service before you count on its handling",
  },
  "handling-removed": {
    ...breaksPublishers,
    reason: "events that are queued for the service find no handler",
    next: "deploy it when none of these events is queued for it",
  },
};
