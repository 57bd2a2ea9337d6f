/** `mocks()`: brings the scheme `mock:` into an application's topology. */

import { type AddFault, policyNames, suggest, type TargetUrl, type TransportProvider } from "@seamline/core/extend";
import { createMock, type Mock } from "./create-mock.ts";

/**
 * Answers services that the topology says are mocked: `SEAMLINE_RESTAURANT=mock:`.
 * @param known the mocks whose stubs a test sets. A service that is none of them gets a mock without stubs.
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
      assertPlain(url, addFault);
      return {
        settings: {},
        create({ service, contract }) {
          const { call } = byService.get(service) ?? createMock(contract);
          return { call }; // what belongs to the test is not closed with the application
        },
      };
    },
  };
}

function assertPlain({ rest, text, options }: TargetUrl, addFault: AddFault): void {
  if (rest !== "") addFault(0, `expected "mock:" alone, found ${JSON.stringify(text)}`);
  for (const { name, position } of options) {
    addFault(position - name.length - 1, `unknown option ${JSON.stringify(name)}; ${suggest(name, policyNames)}`);
  }
}
