/** @seamline/testing/fake: values and arbitraries from schemas. Requires the package fast-check. */

export { type ArbitraryOptions, arbitraryOf } from "./fake/arbitrary-of.ts";
export { createFake, type FakeOptions } from "./fake/create-fake.ts";
export { createFakes, type Fake } from "./fake/create-fakes.ts";
export { FakeError } from "./fake/fitting.ts";
export type { Overrides } from "./fake/overrides.ts";
export type { Side } from "./fake/position.ts";
