/**
 * The negative control: the same services without outbox and inbox. An order is announced when it has
 * been committed, straight into the receiver's queue; a handler writes its effect and then
 * acknowledges. Kills must lose orders and double effects here, or the run proves nothing.
 */

import { createMessageId, enqueue, parseEnvelope, Worker } from "@seamline/messaging";
import { writeEffect } from "./bookkeeping.ts";
import type { PlacedOrder } from "./contracts.ts";
import { watchRemovals } from "./kill-points.ts";
import type { Service, ServiceOptions } from "./service.ts";

/** Makes the services of the negative control. */
export function createNaiveService({ ledger, killer, leaseMs, onError }: ServiceOptions): Service {
  const database = watchRemovals(ledger, killer, "after the effect, before its acknowledgement");
  const worker = new Worker({
    database,
    receiver: "ledger",
    concurrency: 16,
    leaseMs,
    pollMs: 50,
    async handle({ text }) {
      const { orderKey, n } = parseEnvelope(text).data as PlacedOrder;
      await database.transaction(async (session) => {
        await writeEffect(session, orderKey, n);
        killer.pass("before the effect commits");
      });
      return { kind: "done" };
    },
    onError,
  });
  return {
    start: async () => worker.start(),
    stop: () => worker.stop(),
    publish: async () => undefined,
    announce: async (order) =>
      ledger.transaction((session) =>
        enqueue(session, ledger.dialect, ["ledger"], {
          id: createMessageId(),
          source: "orders",
          type: "orders.orderPlaced.v1",
          time: new Date().toISOString(),
          partitionKey: order.orderKey,
          data: order,
        }),
      ),
  };
}
