/** A process whose orders write jobs. Arguments: the file of the database, `hang` or `done`. */

import { DatabaseSync } from "node:sqlite";
import { type CallContext, createApplication, defineContract, defineModule } from "@seamline/core";
import { type CallOptions, type Contract, getOperation, ServiceClient } from "@seamline/core/generated";
import { sqliteDatabase } from "../src/index.ts";
import { openJobs } from "../src/job.ts";

const [, , file = "", kind] = process.argv;
const courierContract = defineContract("courier", { operations: { deliver: { timeoutMs: 60_000 } } });
const customerContract = defineContract("customer", { operations: { order: {} } });

class CourierClient extends ServiceClient {
  static override readonly contract: Contract = courierContract;
  static override readonly errors = {};

  deliver(input: object, options?: CallOptions): Promise<void> {
    return this.call(getOperation(courierContract, "deliver"), input, options) as Promise<void>;
  }
}

const courier = defineModule({
  contract: courierContract,
  start: () => ({
    async deliver(_input: unknown, { idempotencyKey }: CallContext) {
      process.send?.(idempotencyKey);
      if (kind === "hang") await new Promise<never>(() => undefined);
    },
  }),
});
const customer = defineModule({
  contract: customerContract,
  uses: [CourierClient],
  async start(context) {
    const connection = new DatabaseSync(file, { timeout: 5_000 });
    connection.exec("pragma journal_mode = wal");
    const database = sqliteDatabase(connection);
    const jobs = await openJobs(context, { database, clients: [CourierClient] });
    return {
      async order() {
        await database.transaction((_session, transaction) => jobs.in(transaction, CourierClient).deliver({}));
      },
    };
  },
});
const app = createApplication({
  modules: {
    courier: { contract: courierContract, load: async () => ({ module: courier }) },
    customer: { contract: customerContract, load: async () => ({ module: customer }) },
  },
});
await app.start();
if (kind === "hang") await app.client(customerContract).order({});
process.once("message", () => {
  process.disconnect();
  void app.stop();
});
