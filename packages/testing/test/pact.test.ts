/**
 * The Pact export: its content, and its verification by Pact, which accepts only providers that
 * match the recording.
 */

import { createApplication, createClient, defineContract, defineModule } from "@seamline/core";
import { createDispatcher } from "@seamline/core/extend";
import { http, listen } from "@seamline/http";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import {
  createMock,
  createRecorder,
  exact,
  type Interaction,
  matching,
  type Recording,
  type VerifyOptions,
  verifyRecordings,
} from "../src/index.ts";
import { type Pact, toPact } from "../src/pact.ts";
import { verifyPact } from "./pact-verifier.ts";
import { collect, RestaurantClient, RestaurantNotFound, restaurantContract } from "./restaurant.ts";

const there = "there is a restaurant";

async function record(): Promise<Recording> {
  const mock = createMock(RestaurantClient);
  const recorder = createRecorder();
  const client = createClient(RestaurantClient, recorder.record(mock), { caller: "courier" });
  mock.stubs.getRestaurant.respond(({ restaurantId }) => ({ id: restaurantId, name: "Da Enzo", since: new Date(0) }));
  mock.stubs.search.respond([{ id: 1, name: "Da Enzo" }]);
  mock.stubs.openRestaurant.respond((input) => input);
  mock.stubs.close.respond();
  mock.stubs.restricted.respond("for couriers");
  mock.stubs.watch.respond([]);
  for (const test of ["rides", "rides again"]) {
    recorder.begin(test);
    recorder.given("restaurant", there, { id: 5 });
    await client.getRestaurant({ restaurantId: 5 });
    recorder.end(true);
  }
  recorder.begin("looks around");
  await client.search({ city: "Reggio nell’Emilia & more", language: "it" });
  await client.openRestaurant({ id: 3, name: "Sora Lella" });
  await client.close({ id: 3 });
  await client.restricted();
  await collect(client.watch({ since: 1 }));
  mock.stubs.getRestaurant.fail(({ restaurantId }) => new RestaurantNotFound({ restaurantId }));
  await client.getRestaurant({ restaurantId: 9 }).catch(() => undefined);
  recorder.end(true);
  return recorder.recordings[0] as Recording;
}

function createHandlers(overrides: object = {}) {
  return {
    getRestaurant({ restaurantId }: { restaurantId: number }) {
      if (restaurantId === 9) throw new RestaurantNotFound({ restaurantId });
      return { id: restaurantId, name: "Sora Lella" };
    },
    search: ({ city }: { city: string }) => [1, 2].map((id) => ({ id, name: city })),
    openRestaurant: (input: object) => input,
    close: () => undefined,
    async *watch() {},
    total: () => 0,
    async *photo() {},
    upload: () => 0,
    restricted: () => "for couriers only",
    ...overrides,
  };
}

/**
 * Verifies by Pact a restaurant service that listens for other services on loopback. Rejects if an
 * exchange does not hold.
 */
async function verifyAgainst(
  pact: Pact,
  overrides: object = {},
  states: VerifyOptions["states"] = { [there]: () => {} },
) {
  const module = defineModule({ contract: restaurantContract, start: () => createHandlers(overrides) });
  const app = createApplication({
    modules: { restaurant: { contract: restaurantContract, load: async () => ({ module }) } },
    transports: [http()],
    onError: () => undefined,
  });
  const { internal = "" } = await listen(app, { internal: { port: 0 } });
  try {
    await verifyPact(pact, internal, states);
  } finally {
    await app.stop();
  }
}

describe("toPact", () => {
  it("writes each distinct call once, with its request, response, state and tests, and names what it leaves out", async () => {
    const pact = toPact(await record(), restaurantContract);
    expect(pact.metadata).toEqual({
      pactSpecification: { version: "4.0" },
      seamline: { leftOut: ["restaurant.getRestaurant: output.since", "restaurant.watch"] },
    });
    expect(pact.interactions.map(({ description }) => description).sort()).toEqual([
      "restaurant.close responds",
      "restaurant.getRestaurant fails with restaurantNotFound",
      "restaurant.getRestaurant responds, given there is a restaurant",
      "restaurant.openRestaurant responds",
      "restaurant.restricted responds",
      "restaurant.search responds",
    ]);
    const of = (name: string) => pact.interactions.find(({ description }) => description.includes(name));
    expect(of("getRestaurant responds")).toEqual({
      type: "Synchronous/HTTP",
      description: "restaurant.getRestaurant responds, given there is a restaurant",
      pending: false,
      providerStates: [{ name: "there is a restaurant", params: { id: 5 } }],
      request: {
        method: "GET",
        path: "/restaurants/5",
        headers: { "seamline-context": [Buffer.from('{"depth":1,"caller":"courier"}').toString("base64url")] },
      },
      response: {
        status: 200,
        headers: { "content-type": ["application/json"] },
        // `since` may be absent, which Pact cannot express.
        body: { content: { id: 5, name: "Da Enzo" }, contentType: "application/json", encoded: false },
        matchingRules: {
          body: {
            "$.id": { combine: "AND", matchers: [{ match: "integer" }] },
            "$.name": { combine: "AND", matchers: [{ match: "type" }] },
          },
        },
      },
      comments: { testname: "rides", text: ["rides", "rides again"] },
    });
    expect(of("search")?.request).toMatchObject({
      query: { city: ["Reggio nell’Emilia & more"], limit: ["20"] },
      headers: { language: ["it"] },
    });
    expect(of("fails")?.response).toMatchObject({
      status: 404,
      body: { content: { code: "not_found", reason: "restaurantNotFound", details: { restaurantId: 9 } } },
    });
    expect(of("close")?.response).toEqual({ status: 204 });
  });

  it("names the operation of a request whose path is a literal of another route", async () => {
    const input = z.object({ id: z.string() });
    const items = defineContract("items", {
      operations: { get: { http: "GET /items/{id}", input }, getAll: { http: "GET /items/all" } },
    });
    const mock = createMock(items);
    mock.stubs.get?.respond();
    mock.stubs.getAll?.respond();
    const recorder = createRecorder();
    const client = createClient(items, recorder.record(mock), { caller: "courier" });
    recorder.begin("reads");
    for (const id of ["1", "all"]) await client.get({ id });
    await client.getAll();
    recorder.end(true);
    const { interactions } = toPact(recorder.recordings[0] as Recording, items);
    expect(interactions.map(({ request }) => [request.path, request.headers?.["seamline-operation"]])).toEqual([
      ["/items/1", undefined],
      ["/items/all", ["items.get"]],
      ["/items/all", ["items.getAll"]],
    ]);
  });

  it("refuses another provider's contract, and operations that are gone", async () => {
    const recording = await record();
    expect(() => toPact(recording, defineContract("courier", { operations: {} }))).toThrow("found the one of courier");
    const gone = defineContract("restaurant", { operations: { search: {} } });
    expect(() => toPact(recording, gone)).toThrow("expected an operation of the contract, found none");
  });

  it("writes schemas and matchers as matching rules, also for what may be null or of several kinds", () => {
    const output = z.object({
      kind: z.literal("dish"),
      size: z.enum(["small", "large"]),
      price: z.number(),
      vegan: z.boolean(),
      note: z.string().nullable(),
      parts: z.array(z.object({ name: z.string(), grams: z.int() })),
      none: z.array(z.string()),
      "odd key": z.string(),
      code: z.string(),
      either: z.union([z.string(), z.int()]),
      byName: z.record(z.string(), z.int()),
      exact: z.string().nullable(),
    });
    const contract = defineContract("kitchen", { operations: { getDish: { output } } });
    const value = {
      ...{
        kind: "dish",
        size: "small",
        price: 1,
        vegan: true,
        note: null,
        parts: [{ name: "egg", grams: 50 }],
        none: [],
      },
      ...{ "odd key": "x", code: "A1", either: 1, byName: { a: 1 }, exact: null },
    };
    const interaction: Interaction = {
      operation: "getDish",
      input: {},
      response: { output: value },
      matchers: { "output.code": matching(/^[A-Z]\d$/), "output.exact": exact() },
    };
    const recording = { consumer: "guest", provider: "kitchen", expects: {}, interactions: [interaction] };
    const { response } = toPact(recording, contract).interactions[0] as Pact["interactions"][number];
    // Where `type` is one of the matchers, the example has to be text.
    expect(response.body?.content).toEqual({ ...value, note: "text", either: "text" });
    const { "$.note": note, "$.either": either, ...others } = response.matchingRules?.body ?? {};
    expect(note).toEqual({ combine: "OR", matchers: [{ match: "type" }, { match: "null" }] });
    expect(either).toEqual({ combine: "OR", matchers: [{ match: "type" }, { match: "integer" }] });
    const rules = Object.entries(others).map(([path, { matchers }]) => [path, ...matchers]);
    expect(Object.fromEntries(rules)).toEqual({
      "$.none": { match: "type" },
      "$.byName": { match: "values" },
      "$.byName.*": { match: "integer" },
      "$.kind": { match: "regex", regex: "^(?:dish)$" },
      "$.size": { match: "regex", regex: "^(?:small|large)$" },
      "$.price": { match: "number" },
      "$.vegan": { match: "boolean" },
      "$.parts": { match: "type" },
      "$.parts[*].name": { match: "type" },
      "$.parts[*].grams": { match: "integer" },
      "$['odd key']": { match: "type" },
      "$.code": { match: "regex", regex: "^[A-Z]\\d$" },
      "$.exact": { match: "equality" },
    });
  });
});

describe("Pact's verifier", () => {
  it("accepts a provider that matches the recording, like Seamline's verifier", async () => {
    const recording = await record();
    const pact = toPact(recording, restaurantContract);
    await verifyAgainst(pact);
    await verifyAgainst(pact, { search: () => [] });
    const { failures } = await verifyRecordings({
      contract: restaurantContract,
      recordings: [recording],
      target: createDispatcher(restaurantContract, createHandlers()),
      states: { "there is a restaurant": () => undefined },
    });
    expect(failures).toEqual([]);
  });

  it("rejects a provider that responds differently", async () => {
    const pact = toPact(await record(), restaurantContract);
    const broken = [
      { getRestaurant: ({ restaurantId: id }: { restaurantId: number }) => ({ id, name: "Da Enzo" }) }, // never fails
      { search: () => [{ id: 1 }] },
      { openRestaurant: () => Promise.reject(new Error("closed")) },
    ];
    for (const overrides of broken) await expect(verifyAgainst(pact, overrides)).rejects.toThrow();
  });

  it("sets up and undoes provider states with their parameters, and fails without them", async () => {
    const pact = toPact(await record(), restaurantContract);
    const events: unknown[] = [];
    const setup = (parameters: object) => {
      events.push(parameters);
      return () => events.push("undone");
    };
    await verifyAgainst(pact, {}, { [there]: setup });
    expect(events).toEqual([{ id: 5 }, "undone"]);
    await expect(verifyAgainst(pact, {}, {})).rejects.toThrow();
    await expect(
      verifyAgainst(pact, {}, { [there]: () => Promise.reject<void>(new Error("no database")) }),
    ).rejects.toThrow();
  });
});
