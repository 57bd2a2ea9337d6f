/**
 * Two services for tests of guards: the library, whose handlers violate them, and the shelf that it
 * calls.
 */

import {
  type ApplicationOptions,
  type ClientOf,
  createApplication,
  createClientClass,
  defineContract,
  defineModule,
  markTransaction,
  stream,
  type Transport,
  withinTransaction,
} from "@seamline/core";
import { z } from "zod";
import { createHttpTransport, http, listen } from "../src/index.ts";

const Id = z.object({ id: z.int() });

const shelfContract = defineContract("shelf", {
  operations: {
    getBook: { input: Id, output: z.string() },
    listBooks: { input: z.object({ ids: z.array(z.int()) }), output: z.array(z.string()) },
    dust: { input: Id, output: z.string() },
    watch: { input: Id, output: stream(z.int()) },
    climb: { input: Id, output: z.int() },
  },
});

const libraryContract = defineContract("library", {
  operations: {
    lend: { input: z.object({ how: z.string(), count: z.int() }), output: z.string() },
    climb: { input: Id, output: z.int() },
  },
});

const ShelfClient = createClientClass(shelfContract);
type ShelfClient = ClientOf<typeof shelfContract>;

const LibraryClient = createClientClass(libraryContract);

/** Calls of the library to the shelf, by name. */
const ways = {
  async oneByOne(shelf: ShelfClient, count: number) {
    for (let id = 0; id < count; id += 1) await shelf.getBook({ id });
  },
  async safely(shelf: ShelfClient, count: number) {
    for (let id = 0; id < count; id += 1) await shelf.safe.getBook({ id });
  },
  async allAtOnce(shelf: ShelfClient, count: number) {
    await Promise.all(Array.from({ length: count }, (_, id) => shelf.getBook({ id })));
  },
  async withoutBatch(shelf: ShelfClient, count: number) {
    for (let id = 0; id < count; id += 1) await shelf.dust({ id });
  },
  async sameAgain(shelf: ShelfClient, count: number) {
    for (let turn = 0; turn < count; turn += 1) await shelf.getBook({ id: 1 });
  },
  async inTransaction(shelf: ShelfClient, count: number) {
    await withinTransaction(async () => {
      await Promise.resolve();
      for (let id = 0; id < count; id += 1) await shelf.getBook({ id });
    });
  },
  async inStreamingTransaction(shelf: ShelfClient) {
    const items = shelf.watch({ id: 1 });
    await withinTransaction(async () => {
      for await (const _ of items);
    });
  },
  async afterTransaction(shelf: ShelfClient) {
    const left = await withinTransaction(async () => {
      const begun = Promise.withResolvers<void>();
      return { begun, call: begun.promise.then(() => shelf.getBook({ id: 1 })) };
    });
    left.begun.resolve();
    await left.call;
  },
  async markedTransaction(shelf: ShelfClient) {
    const end = markTransaction();
    try {
      await shelf.getBook({ id: 1 });
    } finally {
      end();
    }
  },
  async afterMarkedTransaction(shelf: ShelfClient) {
    markTransaction()();
    await shelf.getBook({ id: 1 });
  },
  async besideTransaction(shelf: ShelfClient) {
    const committed = Promise.withResolvers<void>();
    const open = withinTransaction(() => committed.promise);
    await shelf.getBook({ id: 1 });
    committed.resolve();
    await open;
  },
};

const shelfModule = defineModule({
  contract: shelfContract,
  uses: [LibraryClient],
  start: (module) => ({
    getBook: ({ id }: { id: number }) => `book ${id}`,
    listBooks: ({ ids }: { ids: number[] }) => ids.map((id) => `book ${id}`),
    dust: ({ id }: { id: number }) => `dusted ${id}`,
    async *watch({ id }: { id: number }) {
      yield id;
    },
    climb: ({ id }: { id: number }) => (id === 0 ? 0 : module.client(LibraryClient).climb({ id: id - 1 })),
  }),
});

const libraryModule = defineModule({
  contract: libraryContract,
  uses: [ShelfClient],
  start: (module) => ({
    async lend({ how, count }: { how: keyof typeof ways; count: number }) {
      try {
        await ways[how](module.client(ShelfClient), count);
        return "lent";
      } catch (reason) {
        return String(reason); // the error that the module's code receives
      }
    },
    climb: ({ id }: { id: number }) => (id === 0 ? 0 : module.client(ShelfClient).climb({ id: id - 1 })),
  }),
});

/** Starts both services, in one process or with HTTP between them. */
export async function startLibrary(
  placement: "in-process" | "strict" | "http",
  guards: ApplicationOptions["guards"],
  env: Record<string, string> = {},
): Promise<{ client: ClientOf<typeof libraryContract>; stop(): Promise<void> }> {
  const modules = {
    library: { contract: libraryContract, load: async () => libraryModule },
    shelf: { contract: shelfContract, load: async () => shelfModule },
  };
  const options = { modules, guards, transports: [http()] };
  if (placement !== "http") {
    const strict = placement === "strict" ? 7 : undefined;
    const application = createApplication({ ...options, env, strict });
    await application.start();
    return { client: application.client(libraryContract), stop: () => application.stop() };
  }
  // Each needs the other's address before it starts: one of them gets it at the first call.
  const back = Promise.withResolvers<Transport>();
  const toLibrary: Transport = { call: async (request) => (await back.promise).call(request) };
  const other = createApplication({
    ...options,
    env: { ...env, SEAMLINE_MODULES: "shelf" },
    topology: { library: toLibrary },
  });
  const { internal = "" } = await listen(other, { internal: { port: 0 } });
  const application = createApplication({
    ...options,
    env: { ...env, SEAMLINE_MODULES: "library", SEAMLINE_SHELF: internal },
  });
  const listening = await listen(application, { internal: { port: 0 } });
  const transport = createHttpTransport(listening.internal ?? "");
  back.resolve(transport);
  return {
    client: application.client(libraryContract),
    async stop() {
      await application.stop();
      await other.stop();
      await transport.close?.();
    },
  };
}
