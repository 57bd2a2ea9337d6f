/** Runs the conformance suite of brokers with Vitest. */

import { describe, it } from "vitest";
import { type BrokerCase, type BrokerSubject, brokerCases, isApplicable } from "../src/conformance.ts";

/** A subject of one case, removed after it. */
export interface DisposableSubject extends BrokerSubject {
  /** Removes everything of the subject on the server. */
  dispose(): Promise<void>;
}

/** The cases that kill the server. */
export const killingCases: readonly BrokerCase[] = brokerCases.filter(({ uses }) => uses.includes("server"));

/** Defines a test for each case; those that do not apply to the broker are skipped by name. */
export function testBroker(
  name: string,
  createSubject: () => Promise<DisposableSubject>,
  cases: readonly BrokerCase[] = brokerCases,
): void {
  describe(`the broker ${name}`, () => {
    it.for(cases)("$name", async (brokerCase, { skip }) => {
      const subject = await createSubject();
      try {
        if (!isApplicable(brokerCase, subject)) skip();
        await brokerCase.run(subject);
      } finally {
        await subject.dispose();
      }
    });
  });
}
