/** `mocks()`: brings the scheme `mock:` into an application's topology. */

import type { AddFault, TargetUrl, TransportProvider } from "@seamline/core/extend";
import { policyNames, suggest } from "@seamline/core/internal";
import { createMock, type Mock, type MockOptions } from "./create-mock.ts";

/**
 * Brings the scheme `mock:`, which routes a service to its mock: `SEAMLINE_RESTAURANT=mock:`.
 * @param known the mocks whose stubs a test sets. A service that is none of them gets a mock
 * without stubs, whose outputs are fakes where the URL asks for them:
 * `mock:?unanswered=fake&seed=7`.
 * @throws {TypeError} for two mocks of one service.
 * @example
 * ```ts
 * const restaurant = createMock(RestaurantClient);
 * createApplication({ modules, transports: [mocks(restaurant)], env: { SEAMLINE_RESTAURANT: "mock:" } });
 * ```
 */
export function mocks(...known: readonly Mock<unknown>[]): TransportProvider {
  const byService = new Map<string, Mock<unknown>>();
  for (const mock of known) {
    const { name } = mock.contract;
    if (byService.has(name)) throw new TypeError(`mocks: expected one mock for each service, found two of ${name}`);
    byService.set(name, mock);
  }
  return {
    name: "mock",
    schemes: ["mock"],
    read(url, addFault) {
      const options = readOptions(url, addFault);
      return {
        settings: { unanswered: options.unanswered ?? "fail" },
        create({ service, contract }) {
          const { call } = byService.get(service) ?? createMock(contract, options);
          return { call }; // what belongs to the test is not closed with the application
        },
      };
    },
  };
}

/** Of a mock that is made here: one that a test made has its own. */
function readOptions({ rest, text, options }: TargetUrl, addFault: AddFault): MockOptions {
  if (rest !== "") addFault(0, `expected "mock:" and its options alone, found ${JSON.stringify(text)}`);
  const read: { unanswered?: "fail" | "fake"; seed?: number } = {};
  for (const { name, value, position } of options) {
    if (name === "unanswered") {
      if (value === "fail" || value === "fake") read.unanswered = value;
      else addFault(position, `unanswered: expected fail or fake, found ${JSON.stringify(value)}`);
    } else if (name === "seed") {
      if (/^\d{1,9}$/.test(value)) read.seed = Number(value);
      else addFault(position, `seed: expected 0 to 999999999, found ${JSON.stringify(value)}`);
    } else {
      const known = ["unanswered", "seed", ...policyNames];
      addFault(position - name.length - 1, `unknown option ${JSON.stringify(name)}; ${suggest(name, known)}`);
    }
  }
  return read;
}
