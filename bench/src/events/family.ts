/** `events`: the rate and the latency of events, beside other queues and beside the bare clients of brokers. */

import type { Family, MeasureOptions } from "../harness/family.ts";
import { printNumber, printTime, type Table } from "../harness/table.ts";
import { measureDrain } from "./measure-drain.ts";
import { measureLatency } from "./measure-latency.ts";
import { measureRelay } from "./measure-relay.ts";
import { measureStuck } from "./measure-stuck.ts";
import type { EventsRow, LatencyRow, RateRow } from "./row.ts";

async function measure(options: MeasureOptions): Promise<readonly EventsRow[]> {
  return [
    ...(await measureDrain(options)),
    ...(await measureStuck(options)),
    ...(await measureRelay(options)),
    ...(await measureLatency(options)),
  ];
}

function tables(rows: readonly EventsRow[]): readonly Table[] {
  const rates = (kind: RateRow["kind"]): readonly RateRow[] => rows.filter((row): row is RateRow => row.kind === kind);
  const latencies = rows.filter((row): row is LatencyRow => row.kind === "latency");
  return [
    {
      title: "From a filled queue on PostgreSQL to a handler that does nothing, 16 at the same time",
      ...rateTable(rates("drain")),
    },
    { title: "The queue alone, 50,000 ready messages", ...rateTable(rates("stuck")) },
    ...[...new Set(rates("relay").map(({ group }) => group))].map((group) => ({
      title: `Into ${group}, each message confirmed, batches of 256`,
      ...rateTable(rates("relay").filter((row) => row.group === group)),
    })),
    {
      title:
        "From the publisher's transaction to the handler, two databases on one PostgreSQL, at a fixed rate for 10 s",
      head: ["way", "events/s", "p50", "p99", "longest", "drained after the last"],
      rows: latencies.map((row) => [
        row.subject,
        printNumber(row.offered),
        printTime(row.p50),
        printTime(row.p99),
        printTime(row.max),
        printTime(row.drain),
      ]),
    },
  ];
}

function rateTable(rows: readonly RateRow[]): Pick<Table, "head" | "rows"> {
  return {
    head: ["subject", "ratio", "messages/s", "min–max"],
    rows: rows.map((row) => [
      row.subject,
      printNumber(row.ratioToFloor),
      printNumber(row.median),
      `${printNumber(row.min)}–${printNumber(row.max)}`,
    ]),
  };
}

/** The family. */
export const family: Family<EventsRow> = {
  name: "events",
  measure,
  tables,
  packages: ["pg", "graphile-worker", "pg-boss", "amqplib", "@nats-io/jetstream"],
};
