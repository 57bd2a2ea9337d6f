/** `mocks()`: the scheme `mock:` of an application's topology. */

import type { AddFault, TargetUrl, TransportProvider } from "@seamline/core/extend";
import { policyNames, suggest } from "@seamline/core/internal";
import { arrayOf, assertSettings, contractSetting, fieldsOf, type Setting, value } from "@seamline/core/settings";
import { createMock, type Mock, type MockOptions } from "./create-mock.ts";

/**
 * Provides the scheme `mock:`, which routes a service to its mock: `SEAMLINE_RESTAURANT=mock:`.
 * @param known the mocks with stubs. Other services get a mock without stubs, which returns fakes
 * if its URL sets `unstubbed`: `mock:?unstubbed=fake&seed=7`.
 * @throws {TypeError} for two mocks of one service, and for a value that is no mock.
 * @example
 * ```ts
 * const restaurant = createMock(RestaurantClient);
 * const env = { SEAMLINE_RESTAURANT: "mock:" };
 * createApplication({ modules, transports: [mocks(restaurant)], env });
 * ```
 */
export function mocks(...known: readonly Mock<unknown>[]): TransportProvider {
  assertSettings("mocks", mocksSetting, known);
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
        settings: { unstubbed: options.unstubbed ?? "fail" },
        create({ service, contract }) {
          const { call } = byService.get(service) ?? createMock(contract, options);
          return { call }; // a mock belongs to its test, and is not closed with the application
        },
      };
    },
  };
}

/** Accepts a mock. */
export const mockSetting: Setting = value(
  "a mock",
  (given) => typeof fieldsOf(given).call === "function" && contractSetting("", fieldsOf(given).contract).length === 0,
  "make one with createMock",
);
const mocksSetting: Setting = arrayOf("mocks", mockSetting);

/** Reads the options of a mock created here; mocks created by tests have their own. */
function readOptions({ rest, text, options }: TargetUrl, addFault: AddFault): MockOptions {
  if (rest !== "") addFault(0, `expected "mock:" and its options alone, found ${JSON.stringify(text)}`);
  const read: { unstubbed?: "fail" | "fake"; seed?: number } = {};
  for (const { name, value, position } of options) {
    if (name === "unstubbed") {
      if (value === "fail" || value === "fake") read.unstubbed = value;
      else addFault(position, `unstubbed: expected fail or fake, found ${JSON.stringify(value)}`);
    } else if (name === "seed") {
      if (/^\d{1,9}$/.test(value)) read.seed = Number(value);
      else addFault(position, `seed: expected 0 to 999999999, found ${JSON.stringify(value)}`);
    } else {
      const known = ["unstubbed", "seed", ...policyNames];
      addFault(position - name.length - 1, `unknown option ${JSON.stringify(name)}; ${suggest(name, known)}`);
    }
  }
  return read;
}
