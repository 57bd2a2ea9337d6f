/**
 * Jobs: calls that a module makes later, because of a change. A job is written in the transaction of
 * the change, so both are there or neither is. A worker makes the call by its ordinary route, until it
 * has succeeded or cannot succeed any more; a repetition has the same idempotency key.
 */

import {
  type CallOptions,
  currentContext,
  type ModuleContext,
  type ServiceClient,
  type ServiceClientClass,
} from "@seamline/core";
import { type Operation, printTraceparent } from "@seamline/core/extend";
import { decodeInput, encodeInput, printReason, printToLog } from "@seamline/core/internal";
import { arrayOf, assertSettings, callback, object, value } from "@seamline/core/settings";
import type { Database } from "../database/database.ts";
import { type Envelope, parseEnvelope } from "../event/envelope.ts";
import { createMessageId } from "../event/message-id.ts";
import { enqueue } from "../queue/enqueue.ts";
import type { QueuedMessage } from "../queue/message-store.ts";
import { outcomeOf, outcomeOfPoison } from "../queue/retry-policy.ts";
import { createTables } from "../queue/tables.ts";
import { Worker } from "../queue/worker.ts";
import type { Attempt, Outcome } from "../queue/worker-options.ts";

/** The receipt of a job: it runs if the transaction commits. */
export interface JobReceipt {
  /** The id of its message, in the queue and among dead letters, and the idempotency key of its calls. */
  readonly id: string;
}

/** The operations of a client without streams, as jobs. */
export type JobsOf<Client> = {
  readonly [Name in keyof Client as Client[Name] extends (input: never, options?: CallOptions) => Promise<unknown>
    ? Name
    : never]: Client[Name] extends (input: infer Input, options?: CallOptions) => Promise<unknown>
    ? (input: Input) => Promise<JobReceipt>
    : never;
};

/** The settings of the jobs of a module. */
export interface JobsOptions<Transaction> {
  /** The module's own database. */
  readonly database: Database<Transaction>;
  /** The clients whose operations may be jobs; the module declares them in `uses`. */
  readonly clients: readonly ServiceClientClass[];
  /** Receives faults of the database; work goes on. Default: one line on stderr. */
  onError?(error: unknown): void;
}

/** The jobs of a module. */
export interface Jobs<Transaction> {
  /**
   * The operations of a client, each of which writes a job. An input outside the contract fails with
   * `invalid_argument`, and writes none.
   * @param transaction the open transaction of your changes.
   * @throws {TypeError} for a client that is not among `clients`.
   */
  in<Client extends ServiceClient>(transaction: Transaction, type: ServiceClientClass<Client>): JobsOf<Client>;
}

const setting = object(
  {
    database: value("a database", (given) => typeof given === "object" && given !== null),
    clients: arrayOf("an array of client classes", callback),
    onError: callback,
  },
  ["database", "clients"],
);

/** Jobs that run at the same time. */
const concurrency = 16;
const leaseMs = 5_000;
const pollMs = 200;

/**
 * Opens the jobs of a module, in its `start`: makes the tables that are missing, runs jobs, and stops
 * when the application does. A job runs at least once: a process that is killed in its call leaves it
 * to another one. It is called in the name of the module, for the tenant of the call that wrote it,
 * and without its principal. After a failure that no repetition can change, and after 12 tries that
 * failed for other reasons than a callee that cannot be reached, it goes to the dead letters.
 * @throws {TypeError} for wrong settings, and for clients that the module does not declare.
 * @example
 * ```ts
 * async start(context) {
 *   const jobs = await openJobs(context, { database, clients: [CourierClient] });
 *   return {
 *     placeOrder: (input) => database.transaction(async (session, transaction) => {
 *       await session.run("insert into orders (id) values (?)", [input.id]);
 *       return jobs.in(transaction, CourierClient).createDelivery({ orderId: input.id }); // { id }
 *     }),
 *   };
 * }
 * ```
 */
export async function openJobs<Transaction>(
  context: ModuleContext,
  options: JobsOptions<Transaction>,
): Promise<Jobs<Transaction>> {
  assertSettings("openJobs", setting, options);
  const { service } = context;
  const { database } = options;
  const clients = new Map(options.clients.map((type) => [type.contract.name, context.client(type)]));
  const operations = new Map(
    options.clients.flatMap(({ contract }) => Object.values(contract.operations).map((one) => [one.id, one])),
  );
  await createTables(database);
  const receiver = `jobs:${service}`;
  const print = (reason: unknown): void => printToLog(`seamline: jobs of ${service}: ${printReason(reason)}`);
  const worker = new Worker({
    database,
    receiver,
    handle: (message, attempt) => runJob(clients, operations, message, attempt),
    concurrency,
    leaseMs,
    pollMs,
    onError: options.onError?.bind(options) ?? print,
  });
  context.onStop(() => worker.stop());
  worker.start();
  return {
    in(transaction, type) {
      if (!clients.has(type?.contract?.name)) {
        const known = [...clients.keys()].join(", ") || "none";
        throw new TypeError(
          `jobs.in: expected a client of ${known}, found ${String(type?.contract?.name)}; add it to \`clients\``,
        );
      }
      if (transaction === undefined || transaction === null)
        throw new TypeError(`jobs.in: expected the open transaction of your changes, found ${String(transaction)}`);
      const whole = Object.values(type.contract.operations).filter(({ streaming }) => streaming === undefined);
      const add = async (operation: Operation, input: unknown): Promise<JobReceipt> => {
        const envelope = createEnvelope(service, operation, encodeInput(operation, input));
        await enqueue(database.join(transaction), database.dialect, [receiver], envelope);
        return { id: envelope.id };
      };
      const jobs = whole.map((operation) => [operation.name, (input: unknown) => add(operation, input)]);
      return Object.fromEntries(jobs) as never;
    },
  };
}

function createEnvelope(service: string, operation: Operation, data: unknown): Envelope {
  const context = currentContext();
  return {
    id: createMessageId(),
    source: service,
    type: operation.id,
    time: new Date().toISOString(),
    correlationId: context?.callId,
    causationId: context?.callId,
    traceparent: context && printTraceparent(context.trace),
    tenant: context?.tenant,
    data,
  };
}

async function runJob(
  clients: ReadonlyMap<string, ServiceClient>,
  operations: ReadonlyMap<string, Operation>,
  message: QueuedMessage,
  attempt: Attempt,
): Promise<Outcome> {
  try {
    const { id, type, tenant, data } = parseEnvelope(message.text);
    const poison = outcomeOfPoison(attempt);
    if (poison !== undefined) return poison;
    const operation = operations.get(type);
    if (operation === undefined) return { kind: "dead", error: `${type} is no operation of the clients here` };
    const client = clients.get(operation.service) as unknown as Record<
      string,
      (input: unknown, options: CallOptions) => Promise<unknown>
    >;
    const options = { idempotencyKey: id, ...(tenant !== undefined && { tenant }) };
    await client[operation.name]?.(decodeInput(operation, data, false), options);
    return { kind: "done" };
  } catch (reason) {
    return outcomeOf(reason, attempt);
  }
}
