/** Recording of calls over any transport, with equal results in every run. */

import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createApplication, createClient, defineContract, defineModule } from "@seamline/core";
import { http, listen } from "@seamline/http";
import { describe, expect, it } from "vitest";
import {
  createMock,
  createRecorder,
  exact,
  like,
  matching,
  mergeRecordings,
  mocks,
  printRecording,
  type Recorder,
  type Recording,
  readRecordings,
  writeRecording,
} from "../src/index.ts";
import { collect, RestaurantClient, RestaurantNotFound, restaurantContract, streamOf } from "./restaurant.ts";

const enzo = { id: 5, name: "Da Enzo" };

function setUp(options?: Parameters<typeof createRecorder>[0]) {
  const mock = createMock(RestaurantClient);
  const recorder = createRecorder(options);
  const client = createClient(RestaurantClient, recorder.record(mock), { caller: "customer" });
  return { mock, recorder, client };
}

const only = ({ recordings }: Recorder): Recording => {
  expect(recordings).toHaveLength(1);
  return recordings[0] as Recording;
};

const guideContract = defineContract("guide", { operations: { recommend: {} } });

/** Handlers of the restaurant service. */
const handlers = {
  getRestaurant: ({ restaurantId }: { restaurantId: number }) => {
    if (restaurantId === 9) throw new RestaurantNotFound({ restaurantId });
    return { id: restaurantId, name: "Da Enzo" };
  },
  search: () => [],
  openRestaurant: (input: object) => input,
  close: () => undefined,
  async *watch() {},
  total: () => 0,
  async *photo() {},
  upload: () => 0,
  restricted: () => "",
};

describe("createRecorder", () => {
  it("keeps inputs, outputs and declared errors in wire form, and the schemas by which callers read them", async () => {
    const { mock, recorder, client } = setUp();
    mock.stubs.getRestaurant.once
      .respond({ ...enzo, since: new Date(0) })
      .fail(new RestaurantNotFound({ restaurantId: 9 }));
    mock.stubs.close.respond();
    recorder.begin("opens");
    await client.getRestaurant({ restaurantId: 5 });
    await expect(client.getRestaurant({ restaurantId: 9 })).rejects.toThrow(RestaurantNotFound);
    await client.close({ id: 5 });
    recorder.end(true);
    const { expects, ...rest } = only(recorder);
    expect(rest).toEqual({
      consumer: "customer",
      provider: "restaurant",
      interactions: [
        { operation: "close", test: "opens", input: { id: 5 }, response: {} },
        {
          operation: "getRestaurant",
          test: "opens",
          input: { restaurantId: 5 },
          response: { output: { ...enzo, since: "1970-01-01T00:00:00.000Z" } },
        },
        {
          operation: "getRestaurant",
          test: "opens",
          input: { restaurantId: 9 },
          response: { error: { code: "not_found", reason: "restaurantNotFound", details: { restaurantId: 9 } } },
        },
      ],
    });
    expect(Object.keys(expects)).toEqual(["close", "getRestaurant"]);
    expect(expects.getRestaurant?.output).toMatchObject({ $ref: "#/$defs/Restaurant" });
    expect(expects.getRestaurant?.errors?.restaurantNotFound).toMatchObject({ required: ["restaurantId"] });
  });

  it("keeps no outcome that a provider cannot reproduce", async () => {
    const { mock, recorder, client } = setUp();
    const stub = mock.stubs.getRestaurant;
    stub.once.unreachable().once.cut().once.crash().once.refuse("resource_exhausted");
    for (let count = 0; count < 4; count += 1) {
      await expect(client.getRestaurant({ restaurantId: 5 })).rejects.toThrow();
    }
    await expect(client.getRestaurant({ restaurantId: -5 })).rejects.toThrow();
    expect(recorder.recordings).toEqual([]);
  });

  it("keeps the items of streams, and bytes as base64", async () => {
    const { mock, recorder, client } = setUp();
    mock.stubs.watch.respond([enzo, { ...enzo, id: 6 }]);
    mock.stubs.total.respond(3);
    mock.stubs.photo.respond(new Uint8Array([1, 2, 3]));
    mock.stubs.upload.respond(2);
    await collect(client.watch({ since: 1 }));
    await client.total(streamOf({ amount: 1 }, { amount: 2 }));
    await collect(client.photo({ id: 1 }));
    await client.upload(streamOf(new Uint8Array([1]), new Uint8Array([2])));
    const kept = only(recorder).interactions.map(({ operation, input, response }) => [
      operation,
      input,
      response.output,
    ]);
    expect(kept).toEqual([
      ["photo", { id: 1 }, "AQID"],
      ["total", [{ amount: 1 }, { amount: 2 }], 3],
      ["upload", "AQI=", 2],
      ["watch", { since: 1 }, [enzo, { ...enzo, id: 6 }]],
    ]);
  });

  it("drops the calls of a test that fails, and ends states and matchers with their test", async () => {
    const { mock, recorder, client } = setUp();
    mock.stubs.getRestaurant.respond(enzo);
    recorder.begin("fails");
    recorder.given("restaurant", "there is a restaurant", { id: 5 });
    recorder.match("restaurant.getRestaurant", { "output.name": exact() });
    await client.getRestaurant({ restaurantId: 5 });
    recorder.end(false);
    recorder.begin("passes");
    await client.getRestaurant({ restaurantId: 5 });
    recorder.given("restaurant", "there is a restaurant", { id: 6 });
    recorder.match("restaurant.getRestaurant", { "output.name": matching(/^Da/) });
    await client.getRestaurant({ restaurantId: 6 });
    recorder.end(true);
    const [first, second, ...others] = only(recorder).interactions;
    expect(others).toEqual([]);
    expect(first).toEqual({
      operation: "getRestaurant",
      test: "passes",
      input: { restaurantId: 5 },
      response: { output: enzo },
    });
    expect(second).toMatchObject({
      providerState: { name: "there is a restaurant", parameters: { id: 6 } },
      matchers: { "output.name": { match: "regex", pattern: "^Da" } },
    });
  });

  it("writes an example in place of values that differ in every run, and refuses one outside the contract", async () => {
    const { mock, recorder, client } = setUp({
      matchers: { "restaurant.watch": { "output[].id": like(1), "input.since": like(0) } },
    });
    mock.stubs.watch.respond([{ ...enzo, id: Math.floor(Math.random() * 1000) }]);
    recorder.begin("watches");
    await collect(client.watch({ since: Date.now() % 1000 }));
    recorder.end(true);
    expect(only(recorder).interactions).toEqual([
      {
        operation: "watch",
        test: "watches",
        input: { since: 0 },
        response: { output: [{ ...enzo, id: 1 }] },
        matchers: { "output[].id": { match: "like" }, "input.since": { match: "like" } },
      },
    ]);
    recorder.begin("watches more");
    recorder.match("restaurant.watch", { "output[].name": like("") });
    await collect(client.watch({ since: 1 }));
    expect(() => recorder.end(true)).toThrow("restaurant.watch: the example for output[].name does not match");
    expect(() => recorder.match("restaurant.watch", { "response.id": exact() })).toThrow(
      "expected a path such as input.id",
    );
  });

  it("keeps copies: callers and callees that change their values do not change the recording", async () => {
    const { mock, recorder, client } = setUp();
    mock.stubs.openRestaurant.respond((input) => {
      input.name = "changed by the callee";
      return { ...enzo };
    });
    (await client.openRestaurant({ ...enzo })).name = "changed by the caller";
    expect(only(recorder).interactions).toMatchObject([{ input: enzo, response: { output: enzo } }]);
  });

  it("refuses concurrent tests", () => {
    const { recorder } = setUp();
    recorder.begin("one");
    expect(() => recorder.begin("two")).toThrow('found "two" beginning within "one"');
  });

  it("records the calls of an application's modules, in their names, in one process, over HTTP and over mocks", async () => {
    const module = defineModule({ contract: restaurantContract, start: () => handlers });
    const restaurant = { contract: restaurantContract, load: async () => ({ module }) };
    const guideModule = defineModule({
      contract: guideContract,
      uses: [RestaurantClient],
      start: (context) => {
        const client = context.client(RestaurantClient);
        return {
          async recommend() {
            await client.getRestaurant({ restaurantId: 5 });
            await client.getRestaurant({ restaurantId: 9 }).catch(() => undefined);
          },
        };
      },
    });
    const remote = createApplication({ modules: { restaurant }, transports: [http()] });
    const { internal } = await listen(remote, { internal: { port: 0 } });
    const mock = createMock(RestaurantClient);
    mock.stubs.getRestaurant.respond(handlers.getRestaurant);
    try {
      const texts = [];
      for (const url of ["inprocess:", internal, "mock:"]) {
        const recorder = createRecorder({ consumer: "guide" });
        const app = createApplication({
          modules: { restaurant, guide: { contract: guideContract, load: async () => ({ module: guideModule }) } },
          transports: [http(), mocks(mock)],
          env: { SEAMLINE_RESTAURANT: url },
          interceptors: { client: [recorder.intercept] },
        });
        await app.start();
        await app.client(guideContract).recommend();
        await app.stop();
        texts.push(printRecording(only(recorder)));
      }
      expect(texts[0]).toContain('"consumer": "guide"');
      expect(texts[0]).toContain('"reason": "restaurantNotFound"');
      expect(texts[1]).toBe(texts[0]);
      expect(texts[2]).toBe(texts[0]);
    } finally {
      await remote.stop();
    }
  });
});

describe("mergeRecordings", () => {
  it("sorts, removes duplicates, and gives equal bytes for every order", async () => {
    const record = async (ids: readonly number[]): Promise<readonly Recording[]> => {
      const { mock, recorder, client } = setUp();
      mock.stubs.getRestaurant.respond(({ restaurantId }) => ({ ...enzo, id: restaurantId }));
      await Promise.all(ids.map((restaurantId) => client.getRestaurant({ restaurantId })));
      return recorder.recordings;
    };
    const one = mergeRecordings([...(await record([1, 2, 2])), ...(await record([3]))]);
    const other = mergeRecordings([...(await record([3, 2])), ...(await record([1, 3]))]);
    expect(printRecording(one[0] as Recording)).toBe(printRecording(other[0] as Recording));
    expect(one[0]?.interactions).toHaveLength(3);
  });
});

describe("writeRecording and readRecordings", () => {
  it("write a file that reads back equal, leave equal files untouched, and name the position of a fault", async () => {
    const { mock, recorder, client } = setUp();
    mock.stubs.getRestaurant.respond(enzo);
    await client.getRestaurant({ restaurantId: 5 });
    const folder = await mkdtemp(join(tmpdir(), "recordings-"));
    try {
      const file = writeRecording(folder, only(recorder));
      expect(file).toBe(join(folder, "customer-restaurant.json"));
      const { mtimeNs } = await stat(file, { bigint: true });
      writeRecording(folder, only(recorder));
      expect((await stat(file, { bigint: true })).mtimeNs).toBe(mtimeNs);
      expect(readRecordings(folder)).toEqual(recorder.recordings);
      const text = await readFile(file, "utf8");
      await writeFile(file, text.replace('"operation": "getRestaurant"', '"operation": 7'));
      expect(() => readRecordings(file)).toThrow(/customer-restaurant\.json: .* at interactions\.0\.operation/);
      expect(readRecordings(join(folder, "nothing"))).toEqual([]);
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
