/**
 * A service for tests of mocks: an operation of every form, and a client class like a generated
 * one.
 */

import {
  bytes,
  type CallOptions,
  type Contract,
  DeclaredError,
  type DeclaredErrorOptions,
  defineContract,
  isoDateTime,
  ServiceClient,
  stream,
} from "@seamline/core";
import { type DeclaredErrorClass, type DeclaredErrorIdentity, getOperation } from "@seamline/core/generated";
import { z } from "zod";

export const Restaurant = z
  .object({ id: z.int(), name: z.string().min(1), since: isoDateTime().optional() })
  .meta({ id: "Restaurant" });
export type Restaurant = { id: number; name: string; since?: Date | undefined };
export interface Query {
  city: string;
  limit?: number;
  language?: string | undefined;
}

export const restaurantContract = defineContract("restaurant", {
  operations: {
    getRestaurant: {
      http: "GET /restaurants/{restaurantId}",
      expose: "public",
      input: z.object({ restaurantId: z.int().positive() }),
      output: Restaurant,
      errors: {
        restaurantNotFound: { code: "not_found", details: z.object({ restaurantId: z.int() }) },
        restaurantClosed: { code: "failed_precondition" },
      },
    },
    search: {
      http: "GET /restaurants",
      expose: "public",
      in: { header: ["language"] },
      input: z.object({ city: z.string(), limit: z.int().default(20), language: z.string().optional() }),
      output: z.array(Restaurant),
    },
    openRestaurant: { http: "PUT /restaurants/{id}", input: Restaurant, output: Restaurant },
    close: { http: "DELETE /restaurants/{id}", input: z.object({ id: z.int() }) },
    watch: { http: "GET /orders", expose: "public", input: z.object({ since: z.int() }), output: stream(Restaurant) },
    total: { input: stream(z.object({ amount: z.int() })), output: z.int() },
    photo: { http: "GET /photos/{id}", input: z.object({ id: z.int() }), output: bytes() },
    upload: { input: bytes(), output: z.int() },
    restricted: { allow: ["courier"], output: z.string() },
  },
});

const identity = { service: "restaurant", reason: "restaurantNotFound", code: "not_found" } as const;

export class RestaurantNotFound extends DeclaredError<{ restaurantId: number }> {
  static override readonly identity: DeclaredErrorIdentity = { ...identity, message: "Restaurant not found" };

  constructor(details: { restaurantId: number }, options?: DeclaredErrorOptions) {
    super(RestaurantNotFound.identity, details, options);
  }
}

/** An error that another service declares. */
export class NoCourierFree extends DeclaredError<undefined> {
  static override readonly identity: DeclaredErrorIdentity = {
    service: "courier",
    reason: "noCourierFree",
    code: "unavailable",
    message: "No courier free",
  };

  constructor() {
    super(NoCourierFree.identity, undefined);
  }
}

const operation = (name: string) => getOperation(restaurantContract, name);

export class RestaurantClient extends ServiceClient {
  static override readonly contract: Contract = restaurantContract;
  static override readonly errors: Readonly<Record<string, DeclaredErrorClass>> = {
    restaurantNotFound: RestaurantNotFound,
  };

  getRestaurant(input: { restaurantId: number }, options?: CallOptions): Promise<Restaurant> {
    return this.call(operation("getRestaurant"), input, options) as Promise<Restaurant>;
  }
  search(input: Query, options?: CallOptions): Promise<Restaurant[]> {
    return this.call(operation("search"), input, options) as Promise<Restaurant[]>;
  }
  openRestaurant(input: Restaurant, options?: CallOptions): Promise<Restaurant> {
    return this.call(operation("openRestaurant"), input, options) as Promise<Restaurant>;
  }
  close(input: { id: number }, options?: CallOptions): Promise<void> {
    return this.call(operation("close"), input, options) as Promise<void>;
  }
  watch(input: { since: number }, options?: CallOptions): AsyncIterable<Restaurant> {
    return this.stream(operation("watch"), input, options) as AsyncIterable<Restaurant>;
  }
  total(input: AsyncIterable<{ amount: number }>, options?: CallOptions): Promise<number> {
    return this.call(operation("total"), input, options) as Promise<number>;
  }
  photo(input: { id: number }, options?: CallOptions): AsyncIterable<Uint8Array> {
    return this.stream(operation("photo"), input, options) as AsyncIterable<Uint8Array>;
  }
  upload(input: AsyncIterable<Uint8Array>, options?: CallOptions): Promise<number> {
    return this.call(operation("upload"), input, options) as Promise<number>;
  }
  restricted(input?: object, options?: CallOptions): Promise<string> {
    return this.call(operation("restricted"), input, options) as Promise<string>;
  }
}

/** Reads a stream to its end. */
export async function collect<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const all: Item[] = [];
  for await (const item of items) all.push(item);
  return all;
}

/** Returns a client stream of these items. */
export async function* streamOf<Item>(...items: readonly Item[]): AsyncGenerator<Item, void, void> {
  yield* items;
}
