/** Mocks: the outcomes of stubs, as callers receive them, and the faults that fail the test. */

import { createApplication, createClient, defineContract, defineModule, ServiceError } from "@seamline/core";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { createMock, type Mock, mocks, type StubsOf } from "../src/index.ts";
import {
  collect,
  NoCourierFree,
  RestaurantClient,
  RestaurantNotFound,
  restaurantContract,
  streamOf,
} from "./restaurant.ts";

const enzo = { id: 5, name: "Da Enzo" };

function setUp(): { mock: Mock<StubsOf<RestaurantClient>>; client: RestaurantClient } {
  const mock = createMock(RestaurantClient);
  return { mock, client: createClient(RestaurantClient, mock) };
}

const failure = (pending: Promise<unknown>): Promise<ServiceError> =>
  pending.then(
    () => expect.unreachable("expected a failure"),
    (reason) => (ServiceError.is(reason) ? reason : expect.unreachable(String(reason))),
  );

describe("createMock", () => {
  it("responds with a value, with the result of a function, and with nothing", async () => {
    const { mock, client } = setUp();
    mock.stubs.getRestaurant.respond(enzo);
    expect(await client.getRestaurant({ restaurantId: 5 })).toEqual(enzo);
    mock.stubs.getRestaurant.respond(async ({ restaurantId }, { caller }) => ({
      id: restaurantId,
      name: caller ?? "us",
    }));
    expect(await client.getRestaurant({ restaurantId: 7 })).toEqual({ id: 7, name: "us" });
    mock.stubs.close.respond();
    expect(await client.close({ id: 5 })).toBeUndefined();
    mock.verify();
  });

  it("passes inputs and outputs through the contract: defaults, codecs, unknown keys, copies", async () => {
    const { mock, client } = setUp();
    const since = new Date(0);
    const given = { ...enzo, since, secret: "not in the contract" };
    mock.stubs.search.respond([given]);
    given.name = "changed after it was said";
    const first = await client.search({ city: "Rome" });
    expect(first).toEqual([{ ...enzo, since }]);
    (first[0] as { name: string }).name = "changed by the caller";
    expect(await client.search({ city: "Rome" })).toEqual([{ ...enzo, since }]);
    expect(mock.stubs.search.calls[0]?.input).toEqual({ city: "Rome", limit: 20 });
  });

  it("logs every call with a typed copy of its input and its context, by operation and in all", async () => {
    const { mock } = setUp();
    const client = createClient(RestaurantClient, mock, { caller: "courier" });
    mock.stubs.getRestaurant.respond((input) => {
      input.restaurantId += 1;
      return enzo;
    });
    mock.stubs.close.respond();
    await client.getRestaurant({ restaurantId: 5 }, { tenant: "rome" });
    await client.close({ id: 5 });
    const [call] = mock.stubs.getRestaurant.calls;
    expect(call?.input.restaurantId).toBe(5);
    expect(call?.context).toMatchObject({ caller: "courier", tenant: "rome" });
    expect(mock.calls.map(({ operation }) => operation)).toEqual(["restaurant.getRestaurant", "restaurant.close"]);
  });

  it("does not receive calls of another service's operation of the same name", async () => {
    const { mock } = setUp();
    mock.stubs.close.respond();
    const other = defineContract("other", { operations: { close: { input: z.object({ id: z.int() }) } } });
    expect((await failure(createClient(other, mock).close({ id: 1 }))).code).toBe("unimplemented");
    expect(mock.calls).toEqual([]);
  });

  it("does not receive calls that the contract refuses", async () => {
    const { mock, client } = setUp();
    mock.stubs.restricted.once.respond("for the courier").hang();
    expect((await failure(client.restricted())).code).toBe("permission_denied");
    expect((await failure(client.getRestaurant({ restaurantId: -1 }))).code).toBe("invalid_argument");
    expect(mock.calls).toEqual([]);
    expect(await createClient(RestaurantClient, mock, { caller: "courier" }).restricted()).toBe("for the courier");
  });

  it("uses outcomes of limited calls in order, and then the one for every call", async () => {
    const { mock, client } = setUp();
    const named = (name: string) => ({ id: 1, name });
    const { getRestaurant } = mock.stubs;
    getRestaurant.respond(named("always")).once.respond(named("first")).times(2).respond(named("twice"));
    getRestaurant.once.fail(new RestaurantNotFound({ restaurantId: 1 }));
    const seen: string[] = [];
    for (let count = 0; count < 6; count += 1) {
      const call = client.getRestaurant({ restaurantId: 1 });
      seen.push(
        await call.then(
          ({ name }) => name,
          (error: ServiceError) => error.reason ?? error.code,
        ),
      );
    }
    expect(seen).toEqual(["first", "twice", "twice", "restaurantNotFound", "always", "always"]);
  });

  it("fails with declared errors, as objects of their class with their details", async () => {
    const { mock, client } = setUp();
    mock.stubs.getRestaurant.fail(new RestaurantNotFound({ restaurantId: 9 }, { message: "Gone" }));
    const error = await failure(client.getRestaurant({ restaurantId: 9 }));
    expect(error).toBeInstanceOf(RestaurantNotFound);
    expect(error).toMatchObject({
      code: "not_found",
      message: "Gone",
      details: { restaurantId: 9 },
      sent: "processed",
    });
    const untyped = createMock(restaurantContract);
    untyped.stubs.getRestaurant?.fail({ reason: "restaurantNotFound", details: { restaurantId: 4 } });
    const other = createClient(RestaurantClient, untyped);
    expect(await failure(other.getRestaurant({ restaurantId: 4 }))).toBeInstanceOf(RestaurantNotFound);
    untyped.stubs.getRestaurant?.fail({ reason: "restaurantClosed", message: "On holiday" });
    expect(await failure(other.getRestaurant({ restaurantId: 4 }))).toMatchObject({
      code: "failed_precondition",
      reason: "restaurantClosed",
      message: "On holiday",
    });
  });

  it("refuses outcomes that do not match the contract, with the path, when they are set", () => {
    const { mock } = setUp();
    const { getRestaurant, search, watch, photo, close } = mock.stubs;
    expect(() => getRestaurant.respond({ id: 5, name: "" })).toThrow(
      /^restaurant\.getRestaurant: the output of its stub .* at name: /,
    );
    expect(() => search.respond([enzo, { id: 1.5, name: "x" }])).toThrow(/at \[1\]\.id: /);
    expect(() => watch.respond([enzo, { id: 1.5, name: "x" }])).toThrow(/item 1 of the output of its stub .* at id: /);
    expect(() => watch.respond(5 as never)).toThrow(
      /expected its stub to respond with items to iterate over, found number/,
    );
    expect(() => photo.respond("text" as never)).toThrow(/expected its stub to respond with bytes.* found string/);
    expect(() => getRestaurant.fail(new NoCourierFree())).toThrow(
      /expected one of its declared errors \(restaurantNotFound, restaurantClosed\), found courier\.noCourierFree/,
    );
    expect(() => close.fail(new Error("bug"))).toThrow(/declared errors \(none\), found Error; .* crash\(reason\)/);
    expect(() => getRestaurant.fail(new RestaurantNotFound({ restaurantId: "x" as never }))).toThrow(
      /the details of restaurantNotFound do not match the contract at restaurantId: /,
    );
    expect(() => getRestaurant.refuse("gone" as never)).toThrow(/expected one of the codes, found gone/);
    expect(() => getRestaurant.times(0)).toThrow(/times: expected a whole number/);
    expect(() => getRestaurant.delay(Number.NaN)).toThrow(/delay: expected 0 to 2\^31/);
    expect(() => getRestaurant.cutAfter(enzo)).toThrow(/expected an operation whose output is a stream/);
  });

  it("fails the test for a function's output outside the contract, even if the caller hides the error", async () => {
    const { mock, client } = setUp();
    mock.stubs.getRestaurant.once.respond(() => ({ id: 5, name: "" }));
    const error = await failure(client.getRestaurant({ restaurantId: 5 }));
    expect(error).toMatchObject({ code: "internal", message: expect.stringContaining("at name: ") });
    expect(() => mock.verify()).toThrow(
      /^The mock of restaurant has faults:\n- restaurant\.getRestaurant: .* at name: /,
    );
    expect(() => mock.reset()).toThrow(AggregateError);
    mock.reset();
    expect(mock.calls).toEqual([]);
  });

  it("fails the test for errors that a function throws, assertions included, and not for intended ones", async () => {
    const { mock, client } = setUp();
    const assertion = new Error("expected 5, found 6");
    mock.stubs.getRestaurant.once.respond(() => Promise.reject(assertion));
    mock.stubs.search.crash(new Error("a bug"));
    mock.stubs.close.respond(() => Promise.reject(assertion));
    expect((await failure(client.search({ city: "Rome" }))).code).toBe("internal");
    mock.verify();
    const { code, message } = await failure(client.getRestaurant({ restaurantId: 5 }));
    expect(code).toBe("internal");
    expect(message).not.toContain("expected 5");
    expect(() => mock.reset()).toThrow(/restaurant\.getRestaurant: its stub threw Error: expected 5, found 6/);
  });

  it("fails calls without a stub, names the operation and how to stub it, and fails the test", async () => {
    const faults: unknown[] = [];
    const mock = createMock(RestaurantClient, {
      onFault: (fault, context) => faults.push([fault, context.operation.id]),
    });
    const client = createClient(RestaurantClient, mock);
    const error = await failure(client.getRestaurant({ restaurantId: 5 }));
    expect(error).toMatchObject({ code: "unimplemented", sent: "not_sent", operation: "restaurant.getRestaurant" });
    expect(error.message).toMatch(
      /^restaurant\.getRestaurant was called, .* mock of restaurant .* stubs\.getRestaurant\.respond\(…\)/,
    );
    expect(faults).toEqual([[error, "restaurant.getRestaurant"]]);
    expect(mock.calls).toHaveLength(1);
    expect(() => mock.reset()).toThrow(/stubs\.getRestaurant\.respond/);
  });

  it("fails like networks and callees", async () => {
    const { mock, client } = setUp();
    const { getRestaurant } = mock.stubs;
    const call = (): Promise<ServiceError> => failure(client.getRestaurant({ restaurantId: 5 }));
    getRestaurant.unreachable();
    expect(await call()).toMatchObject({ code: "unavailable", sent: "not_sent" });
    getRestaurant.cut();
    expect(await call()).toMatchObject({ code: "unavailable", sent: "maybe_sent" });
    getRestaurant.refuse("resource_exhausted", { retryAfterMs: 50, message: "Full" });
    expect(await call()).toMatchObject({
      code: "resource_exhausted",
      message: "Full",
      retryAfterMs: 50,
      sent: "processed",
    });
    getRestaurant.refuse("unavailable");
    expect(await call()).toMatchObject({ code: "unavailable", sent: "not_sent" });
    mock.verify();
  });

  it("hangs and delays until the deadline or the caller's signal, and keeps no timer", async () => {
    const { mock, client } = setUp();
    mock.stubs.getRestaurant.hang();
    const expired = await failure(client.getRestaurant({ restaurantId: 5 }, { timeoutMs: 20 }));
    expect(expired.code).toBe("deadline_exceeded");
    mock.stubs.getRestaurant.delay(2 ** 30).respond(enzo);
    const controller = new AbortController();
    const timers = (): number => process.getActiveResourcesInfo().filter((name) => name === "Timeout").length;
    const before = timers();
    const pending = failure(client.getRestaurant({ restaurantId: 5 }, { signal: controller.signal }));
    await expect.poll(() => mock.calls.length).toBe(2);
    controller.abort();
    expect((await pending).code).toBe("canceled");
    expect(timers()).toBeLessThanOrEqual(before + 1); // the clock of deadlines itself
    mock.stubs.getRestaurant.delay(1).respond(enzo);
    expect(await client.getRestaurant({ restaurantId: 5 })).toEqual(enzo);
  });

  it("responds with streams and bytes: lists, generators, chunks", async () => {
    const { mock, client } = setUp();
    mock.stubs.watch.respond([enzo, enzo]);
    expect(await collect(client.watch({ since: 0 }))).toEqual([enzo, enzo]);
    mock.stubs.watch.respond(async function* ({ since }) {
      yield { id: since, name: "one" };
      throw new ServiceError("unavailable", "not declared, so a fault");
    });
    expect((await failure(collect(client.watch({ since: 3 })))).code).toBe("internal");
    expect(() => mock.verify()).toThrow(/not declared, so a fault/);
    mock.stubs.watch.respond(function* () {
      yield { id: 1, name: "" };
    });
    expect(await failure(collect(client.watch({ since: 3 })))).toMatchObject({
      message: expect.stringContaining("item 0"),
    });
    mock.stubs.photo.respond(new Uint8Array([1, 2]));
    expect(await collect(client.photo({ id: 1 }))).toEqual([new Uint8Array([1, 2])]);
    mock.stubs.photo.respond([new Uint8Array([1]), new Uint8Array([2])]);
    expect(Buffer.concat(await collect(client.photo({ id: 1 })))).toEqual(Buffer.from([1, 2]));
  });

  it("loses streams after the given items", async () => {
    const { mock, client } = setUp();
    mock.stubs.watch.cutAfter([enzo]);
    const seen: unknown[] = [];
    const reading = (async () => {
      for await (const one of client.watch({ since: 0 })) seen.push(one);
    })();
    expect(await failure(reading)).toMatchObject({ code: "data_loss", sent: "maybe_sent" });
    expect(seen).toEqual([enzo]);
    mock.stubs.watch.unreachable();
    const unreached = await failure(collect(client.watch({ since: 0 })));
    expect(unreached).toMatchObject({ code: "unavailable", sent: "not_sent" });
    mock.verify();
    mock.stubs.watch.reset();
    expect((await failure(collect(client.watch({ since: 0 })))).message).toContain("stubs.watch.respond");
  });

  it("reads client streams, and logs the items", async () => {
    const { mock, client } = setUp();
    mock.stubs.total.respond(7);
    expect(await client.total(streamOf({ amount: 3 }, { amount: 4 }))).toBe(7);
    expect(mock.stubs.total.calls[0]?.input).toEqual([{ amount: 3 }, { amount: 4 }]);
    mock.stubs.upload.respond(async (chunks) => Buffer.concat(await collect(chunks)).length);
    expect(await client.upload(streamOf(new Uint8Array(3), new Uint8Array(4)))).toBe(7);
  });

  it("responds with fakes if `unstubbed` is set: equal for equal inputs and seeds, within the contract", async () => {
    const mock = createMock(RestaurantClient, { unstubbed: "fake", seed: 7 });
    const client = createClient(RestaurantClient, mock);
    const fives = [await client.getRestaurant({ restaurantId: 5 }), await client.getRestaurant({ restaurantId: 5 })];
    expect(fives[0]).toEqual(fives[1]);
    expect(await client.getRestaurant({ restaurantId: 6 })).not.toEqual(fives[0]);
    const other = createClient(RestaurantClient, createMock(RestaurantClient, { unstubbed: "fake", seed: 8 }));
    expect(await other.getRestaurant({ restaurantId: 5 })).not.toEqual(fives[0]);
    expect(await client.close({ id: 5 })).toBeUndefined();
    expect(await collect(client.watch({ since: 0 }))).toHaveLength(3);
    expect(Buffer.concat(await collect(client.photo({ id: 1 }))).length).toBeGreaterThan(0);
    expect(await client.total(streamOf({ amount: 3 }))).toEqual(await client.total(streamOf({ amount: 3 })));
    expect(mock.stubs.total.calls[0]?.input).toEqual([{ amount: 3 }]);
    mock.stubs.getRestaurant.respond(enzo);
    expect(await client.getRestaurant({ restaurantId: 5 })).toEqual(enzo);
    mock.verify();
    expect(() => createMock(RestaurantClient, { unstubbed: "maybe" as never })).toThrow(/expected "fail" or "fake"/);
  });

  it("forgets everything between tests", async () => {
    const { mock, client } = setUp();
    mock.stubs.getRestaurant.once.respond(enzo).respond(enzo);
    await client.getRestaurant({ restaurantId: 5 });
    mock.reset();
    expect([mock.calls, mock.stubs.getRestaurant.calls]).toEqual([[], []]);
    expect((await failure(client.getRestaurant({ restaurantId: 5 }))).code).toBe("unimplemented");
  });
});

const shopContract = defineContract("shop", { operations: { order: {} } });

class ShopClient extends RestaurantClient {
  static override readonly contract = shopContract;
}

function createShop(env: Record<string, string>, ...known: Mock<unknown>[]) {
  const shop = defineModule({
    contract: shopContract,
    uses: [RestaurantClient],
    start: ({ client }) => ({ order: () => void client(RestaurantClient) }),
  });
  return createApplication({
    modules: { shop: { contract: shopContract, load: async () => shop }, restaurant: { contract: restaurantContract } },
    transports: [mocks(...known)],
    env,
  });
}

describe("mocks", () => {
  it("serves `mock:` in the topology, behind retries, and outlives the application", async () => {
    const mock = createMock(RestaurantClient);
    const app = createShop({ SEAMLINE_RESTAURANT: "mock:?retries=1", SEAMLINE_RESTAURANT__CLOSE: "mock:" }, mock);
    await app.start();
    mock.stubs.getRestaurant.once.unreachable().respond(enzo);
    mock.stubs.close.respond();
    const client = app.client(RestaurantClient);
    expect(await client.getRestaurant({ restaurantId: 5 })).toEqual(enzo);
    await client.close({ id: 5 });
    expect(mock.calls).toHaveLength(3);
    expect(app.explain("restaurant.close")[0]?.settings[0]).toMatchObject({ name: "transport", value: "mock:" });
    await app.stop();
    mock.verify();
  });

  it("mocks a service without a mock, whose calls fail with what is missing", async () => {
    const app = createShop({ SEAMLINE_RESTAURANT: "mock:" });
    await app.start();
    const error = await failure(app.client(RestaurantClient).getRestaurant({ restaurantId: 5 }));
    expect(error).toMatchObject({ code: "unimplemented", message: expect.stringContaining("stubs.getRestaurant") });
    await app.stop();
  });

  it("responds with fakes if its URL sets `unstubbed`", async () => {
    const app = createShop({ SEAMLINE_RESTAURANT: "mock:?unstubbed=fake&seed=3" });
    await app.start();
    expect(await app.client(RestaurantClient).getRestaurant({ restaurantId: 5 })).toMatchObject({
      id: expect.any(Number),
      name: expect.stringMatching(/./),
    });
    const settings = app.explain("restaurant.close")[0]?.settings ?? [];
    expect(settings.find(({ name }) => name === "unstubbed")).toMatchObject({
      value: "fake",
      source: "SEAMLINE_RESTAURANT",
    });
    await app.stop();
    const faulty = createShop({ SEAMLINE_RESTAURANT: "mock:?unstubbed=no&seed=-1" });
    await expect(faulty.start()).rejects.toThrow(/expected fail or fake, found "no"[\s\S]*seed: expected 0 to/);
  });

  it("refuses other URLs of its scheme, with the position, and two mocks of one service", async () => {
    const app = createShop({ SEAMLINE_RESTAURANT: "mock:restaurant?latency=5ms" });
    await expect(app.start()).rejects.toThrow(/expected "mock:" and its options alone[\s\S]*unknown option "latency"/);
    expect(() => mocks(createMock(RestaurantClient), createMock(restaurantContract))).toThrow(
      /found two of restaurant/,
    );
    expect(() => mocks(createMock(ShopClient), createMock(restaurantContract))).not.toThrow();
  });
});
