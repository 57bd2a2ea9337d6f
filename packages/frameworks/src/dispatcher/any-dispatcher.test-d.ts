import type { Dispatcher as Dispatcher8 } from "undici";
import type { Dispatcher as Dispatcher7 } from "undici-7";
import type { Dispatcher as Lowest } from "undici-lowest";
import { expectTypeOf, it } from "vitest";
import type { AnyDispatcher, AnyInterceptor } from "./any-dispatcher.ts";
import type { MemoryDispatcher } from "./create-dispatcher.ts";

it("MemoryDispatcher is a dispatcher of every version, and of the built-in fetch", () => {
  expectTypeOf<MemoryDispatcher>().toExtend<Dispatcher7>();
  expectTypeOf<MemoryDispatcher>().toExtend<Dispatcher8>();
  expectTypeOf<MemoryDispatcher>().toExtend<Lowest>();
  expectTypeOf<MemoryDispatcher>().toExtend<NonNullable<RequestInit["dispatcher"]>>();
});

it("AnyDispatcher and AnyInterceptor are those of every version", () => {
  expectTypeOf<Dispatcher7>().toExtend<AnyDispatcher>();
  expectTypeOf<Dispatcher8>().toExtend<AnyDispatcher>();
  expectTypeOf<NonNullable<RequestInit["dispatcher"]>>().toExtend<AnyDispatcher>();
  expectTypeOf<AnyInterceptor>().toExtend<Dispatcher7.DispatcherComposeInterceptor>();
  expectTypeOf<AnyInterceptor>().toExtend<Dispatcher8.DispatcherComposeInterceptor>();
});
