/** Runs the conformance suite of brokers with Vitest. */

import { describe, it } from "vitest";
import { type BrokerSubject, brokerCases, isApplicable } from "../src/conformance.ts";

/** A subject of one case, removed after it. */
export interface DisposableSubject extends BrokerSubject {
  /** Removes everything of the subject on the server. */
  dispose(): Promise<void>;
}

/** Defines a test for each case; those that do not apply to the broker are skipped by name. */
export function testBroker(name: string, createSubject: () => Promise<DisposableSubject>): void {
  describe(`the broker ${name}`, () => {
    it.for(brokerCases)("$name", async (brokerCase, { skip }) => {
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
