/** All cases of the suite. */

import type { BrokerCase } from "./broker-subject.ts";
import { deliveryCases } from "./delivery-cases.ts";
import { openingCases } from "./opening-cases.ts";
import { publishCases } from "./publish-cases.ts";
import { redeliveryCases } from "./redelivery-cases.ts";
import { serverCases } from "./server-cases.ts";

/**
 * The cases that every broker passes. Each runs with any test runner; it takes up to half a minute per
 * thing that it waits for, and a failed one throws with what was expected and found.
 * @example
 * ```ts
 * for (const brokerCase of brokerCases) test(brokerCase.name, () => brokerCase.run(subject));
 * ```
 */
export const brokerCases: readonly BrokerCase[] = [
  ...openingCases,
  ...deliveryCases,
  ...publishCases,
  ...redeliveryCases,
  ...serverCases,
];
