/**
 * Verification in one process and over HTTP: interactions that hold, and the report of each kind
 * that does not.
 */

import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { createApplication, createClient, defineContract, defineModule, stream } from "@seamline/core";
import { createDispatcher, createInProcessTransport } from "@seamline/core/extend";
import { http, listen } from "@seamline/http";
import { afterEach, describe, expect, it } from "vitest";
import { z } from "zod";
import {
  createMock,
  createRecorder,
  exact,
  type Interaction,
  matching,
  printFailure,
  printVerification,
  type Recording,
  type VerifyOptions,
  verifyRecordings,
} from "../src/index.ts";
import { collect, RestaurantClient, RestaurantNotFound, restaurantContract, streamOf } from "./restaurant.ts";

const enzo = { id: 5, name: "Da Enzo" };

/** The recording of a customer, made with a mock. */
async function record(): Promise<Recording> {
  const mock = createMock(RestaurantClient);
  const recorder = createRecorder();
  const client = createClient(RestaurantClient, recorder.record(mock), { caller: "customer" });
  mock.stubs.getRestaurant.respond(({ restaurantId }) => ({ ...enzo, id: restaurantId }));
  mock.stubs.watch.respond([enzo]);
  mock.stubs.total.respond(3);
  mock.stubs.photo.respond(new Uint8Array([1]));
  mock.stubs.close.respond();
  mock.stubs.search.respond([enzo]);
  recorder.begin("creates an order");
  recorder.given("restaurant", "there is a restaurant", { id: 5 });
  await client.getRestaurant({ restaurantId: 5 });
  recorder.end(true);
  recorder.begin("refuses an order");
  mock.stubs.getRestaurant.fail(new RestaurantNotFound({ restaurantId: 9 }));
  await client.getRestaurant({ restaurantId: 9 }).catch(() => undefined);
  recorder.end(true);
  recorder.begin("shows restaurants");
  await collect(client.watch({ since: 1 }));
  await client.total(streamOf({ amount: 1 }, { amount: 2 }));
  await collect(client.photo({ id: 5 }));
  await client.close({ id: 5 });
  await client.search({ city: "Rome", language: "it" });
  recorder.end(true);
  return recorder.recordings[0] as Recording;
}

/** A restaurant service with its data. */
function createRestaurant(overrides: object = {}) {
  const restaurants = new Map<number, object>();
  const handlers = {
    getRestaurant: ({ restaurantId }: { restaurantId: number }) => {
      const found = restaurants.get(restaurantId);
      if (found === undefined) throw new RestaurantNotFound({ restaurantId });
      return found;
    },
    search: () => [],
    openRestaurant: (input: object) => input,
    close: () => undefined,
    async *watch() {
      yield* restaurants.values();
    },
    async total(items: AsyncIterable<{ amount: number }>) {
      let total = 0;
      for await (const { amount } of items) total += amount;
      return total;
    },
    async *photo() {
      yield new Uint8Array([7, 7]);
    },
    upload: () => 0,
    restricted: () => "",
    ...overrides,
  };
  const states: NonNullable<VerifyOptions["states"]> = {
    "there is a restaurant": ({ id }: { id: number }) => {
      restaurants.set(id, { id, name: "Sora Lella" });
      return () => restaurants.delete(id);
    },
  };
  const dispatcher = createDispatcher(restaurantContract, handlers, { onError: () => undefined });
  return { handlers, states, dispatcher, restaurants };
}

async function failuresOf(options: Partial<VerifyOptions>): Promise<readonly string[]> {
  const { dispatcher, states } = createRestaurant();
  const { failures } = await verifyRecordings({
    contract: restaurantContract,
    recordings: [await record()],
    target: dispatcher,
    states,
    ...options,
  });
  return failures.map(printFailure);
}

/** The recording with only its first interaction, changed. */
function changed(recording: Recording, change: (interaction: Interaction) => object): Recording {
  const interaction = recording.interactions.find(({ test }) => test === "creates an order") as Interaction;
  return { ...recording, interactions: [{ ...interaction, ...change(interaction) }] };
}

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

/** Serves a foreign provider without a contract; resolves to its URL. */
async function serveJson(body: unknown): Promise<string> {
  const server = createServer((request, response) => {
    const headers = {
      "content-type": "application/json",
      "seamline-call-id": String(request.headers["seamline-call-id"]),
    };
    response.writeHead(200, headers).end(JSON.stringify(body));
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

describe("verifyRecordings", () => {
  it("holds for a provider behind a dispatcher, a transport, an application and a URL", async () => {
    const { dispatcher, handlers, states } = createRestaurant();
    const module = defineModule({ contract: restaurantContract, start: () => handlers });
    const modules = { restaurant: { contract: restaurantContract, load: async () => ({ module }) } };
    const app = createApplication({ modules, transports: [http()] });
    const { internal = "" } = await listen(app, { internal: { port: 0 } });
    const recordings = [await record()];
    try {
      for (const target of [dispatcher, createInProcessTransport(dispatcher), app, internal]) {
        const verification = await verifyRecordings({ contract: restaurantContract, recordings, target, states });
        expect(verification).toEqual({
          provider: "restaurant",
          consumers: ["customer"],
          interactions: 7,
          failures: [],
        });
        expect(printVerification(verification)).toBe(
          "restaurant matches the recordings of customer: 7 interactions, and all hold",
        );
      }
    } finally {
      await app.stop();
    }
  });

  it("names consumer, test and path of an output outside the contract", async () => {
    const recording = changed(await record(), () => ({}));
    const target = await serveJson({ id: 5 });
    expect(await failuresOf({ recordings: [recording], target })).toEqual([
      "customer > creates an order > restaurant.getRestaurant: output.name: expected string, found nothing",
    ]);
    const { dispatcher, states } = createRestaurant({ getRestaurant: () => ({ id: 5 }) });
    const [failure] = await failuresOf({ recordings: [recording], target: dispatcher, states });
    expect(failure).toContain("restaurant.getRestaurant: output: expected an output, found internal");
    expect(failure).toContain("at name: expected string, found nothing");
  });

  it("fails an output that the provider's new contract allows and the consumer cannot read", async () => {
    const Loose = z.object({ id: z.int(), name: z.string().optional() });
    const input = z.object({ restaurantId: z.int() });
    const contract = defineContract("restaurant", { operations: { getRestaurant: { input, output: Loose } } });
    const recordings = [changed(await record(), () => ({}))];
    const verify = async (output: object): Promise<readonly string[]> =>
      failuresOf({ contract, recordings, target: createDispatcher(contract, { getRestaurant: () => output }) });
    expect(await verify({ id: 5, name: "Da Enzo" })).toEqual([]);
    expect(await verify({ id: 5 })).toEqual([
      "customer > creates an order > restaurant.getRestaurant: output.name: expected string, found nothing",
    ]);
  });

  it("requires the same declared error, or an output", async () => {
    const { dispatcher, restaurants } = createRestaurant();
    const states = { "there is a restaurant": () => undefined };
    restaurants.set(9, enzo);
    const failures = await failuresOf({ target: dispatcher, states });
    expect(failures).toEqual([
      "customer > creates an order > restaurant.getRestaurant: output: expected an output, found restaurantNotFound",
      "customer > refuses an order > restaurant.getRestaurant: error: expected restaurantNotFound, found an output",
    ]);
    const unreachable = await failuresOf({
      target: "http://127.0.0.1:9",
      recordings: [changed(await record(), () => ({}))],
    });
    expect(unreachable[0]).toContain("output: expected an output, found unavailable");
  });

  it("compares by the declared matchers", async () => {
    const recording = await record();
    const given = (matchers: Interaction["matchers"]) => [changed(recording, () => ({ matchers }))];
    expect(await failuresOf({ recordings: given({ "output.id": exact(), "output.name": matching(/^S/) }) })).toEqual(
      [],
    );
    expect(await failuresOf({ recordings: given({ "output.name": exact() }) })).toEqual([
      'customer > creates an order > restaurant.getRestaurant: output.name: expected "Da Enzo", found "Sora Lella"',
    ]);
    expect(await failuresOf({ recordings: given({ "output.name": matching(/^D/) }) })).toEqual([
      'customer > creates an order > restaurant.getRestaurant: output.name: expected text that matches /^D/, found "Sora Lella"',
    ]);
  });

  it("checks every item of a stream", async () => {
    const watch = (Item: z.ZodType) =>
      defineContract("restaurant", {
        operations: { watch: { http: "GET /orders", input: z.object({ since: z.int() }), output: stream(Item) } },
      });
    const contract = watch(z.object({ id: z.int(), name: z.string().optional() }));
    const recording = await record();
    const interactions = recording.interactions.filter(({ operation }) => operation === "watch");
    const target = createDispatcher(contract, {
      async *watch() {
        yield { id: 1, name: "one" };
        yield { id: 2 };
      },
    });
    expect(await failuresOf({ contract, recordings: [{ ...recording, interactions }], target })).toEqual([
      "customer > shows restaurants > restaurant.watch: output[1].name: expected string, found nothing",
    ]);
  });

  it("fails stale interactions, with parts that are no longer in the contract", async () => {
    const recording = await record();
    const stale = async (change: (interaction: Interaction) => object): Promise<readonly string[]> =>
      (await failuresOf({ recordings: [changed(recording, change)] })).map((text) =>
        text.replace("customer > creates an order > restaurant.", ""),
      );
    expect(await stale(() => ({ operation: "findRestaurant" }))).toEqual([
      "findRestaurant: operation: restaurant has no such operation any more",
    ]);
    expect(await stale(() => ({ input: { restaurantId: 5, verbose: true } }))).toEqual([
      "getRestaurant: input.verbose: is no longer in the contract",
    ]);
    expect(await stale(() => ({ input: { restaurantId: "5" } }))).toEqual([
      "getRestaurant: input.restaurantId: expected number, found string",
    ]);
    expect(await stale(() => ({ response: { output: { ...enzo, stars: 3 } } }))).toEqual([
      "getRestaurant: output.stars: is no longer in the contract",
    ]);
    expect(await stale(() => ({ response: { error: { code: "aborted", reason: "restaurantOnFire" } } }))).toEqual([
      "getRestaurant: error.restaurantOnFire: is no longer declared by the contract",
    ]);
    expect(
      await stale(() => ({
        operation: "search",
        input: { city: "Rome", limit: 1 },
        response: { output: [{ ...enzo, stars: 3 }] },
      })),
    ).toEqual(["search: output[0].stars: is no longer in the contract"]);
  });

  it("fails duplicates", async () => {
    const recording = changed(await record(), () => ({}));
    const text = "stands in the recordings twice; record again, and look for a copied file";
    expect(await failuresOf({ recordings: [recording, recording] })).toEqual([
      `customer > creates an order > restaurant.getRestaurant: ${text}`,
    ]);
    expect(await failuresOf({ recordings: [recording, { ...recording, consumer: "courier" }] })).toEqual([]);
  });

  it("fails if there is nothing to verify", async () => {
    const recording = await record();
    for (const recordings of [[], [{ ...recording, provider: "courier" }]]) {
      const [failure] = await failuresOf({ recordings });
      expect(failure).toContain(
        "expected at least one recorded interaction, found no recording of calls to restaurant",
      );
    }
    const empty = await failuresOf({
      recordings: [recording, { ...recording, consumer: "courier", interactions: [] }],
    });
    expect(empty).toEqual([
      "courier: expected at least one recorded interaction, found none of restaurant; run the tests of its consumers, and commit their recordings",
    ]);
  });

  it("sets up provider states with their parameters, undoes them, and fails unknown ones", async () => {
    const { dispatcher, states, restaurants } = createRestaurant();
    const recordings = [changed(await record(), () => ({}))];
    expect(await failuresOf({ recordings, target: dispatcher, states })).toEqual([]);
    expect(restaurants.size).toBe(0);
    expect(await failuresOf({ recordings, states: { "there is a restaurnat": () => undefined } })).toEqual([
      'customer > creates an order > restaurant.getRestaurant: providerState "there is a restaurant": expected a function for it in states, found "there is a restaurnat"',
    ]);
    const broken = { "there is a restaurant": () => Promise.reject(new Error("no database")) };
    expect((await failuresOf({ recordings, states: broken }))[0]).toContain("no database");
  });

  it("calls in the consumer's name, so that a provider which no longer allows it fails", async () => {
    const contract = defineContract("restaurant", {
      operations: {
        getRestaurant: {
          input: z.object({ restaurantId: z.int() }),
          output: z.object({ id: z.int(), name: z.string() }),
          allow: ["courier"],
        },
      },
    });
    const target = createDispatcher(contract, { getRestaurant: () => enzo });
    const recording = changed(await record(), () => ({}));
    const [failure] = await failuresOf({ contract, target, recordings: [recording] });
    expect(failure).toContain("output: expected an output, found permission_denied");
    expect(await failuresOf({ contract, target, recordings: [{ ...recording, consumer: "courier" }] })).toEqual([]);
  });

  it("refuses an application that does not host the provider", async () => {
    const app = createApplication({ modules: {} });
    await expect(failuresOf({ target: app })).rejects.toThrow("expected an application that hosts restaurant");
    await app.stop();
  });
});
