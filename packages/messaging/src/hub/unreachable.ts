/** Faults of a topology that would leave events undelivered. */

import type { EventHubOptions } from "@seamline/core/extend";
import { type EventRoutes, variablesOf } from "./event-routes.ts";

/** Finds events whose publisher and handler run in different processes, without a broker between. */
export function findUnreachable(
  { contracts, hosted }: EventHubOptions,
  routes: EventRoutes,
): readonly {
  readonly key: string;
  readonly message: string;
}[] {
  const next = "name a broker, such as nats://127.0.0.1:4222";
  return [...contracts.values()].flatMap((receiver) =>
    receiver.handles.flatMap((id) => {
      const [service = "", name = ""] = id.split(".");
      const event = contracts.get(service)?.events[name];
      const ways = routes.ways.get(id);
      if (event === undefined || ways === undefined || ways.brokers.length > 0) return [];
      const here = hosted.has(service);
      if (here === hosted.has(receiver.name)) return [];
      const [where, other] = here ? [service, receiver.name] : [receiver.name, service];
      const key = ways.source === "default" ? (variablesOf(event).at(-1) ?? "SEAMLINE_EVENTS") : ways.source;
      const role = here ? "handles" : "publishes";
      return [
        {
          key,
          message: `${other}, which ${role} ${id}, runs in another process than ${where}, and database: joins modules of one process; ${next}`,
        },
      ];
    }),
  );
}
