/**
 * The verifier: replays the recordings of a provider's consumers, and reports the differences.
 * Having nothing to verify is a failure, and so is a recording older than the contract: a check
 * that checks nothing must not look like one that passes.
 */

import type { Contract } from "@seamline/core";
import type { SigningKey } from "@seamline/core/extend";
import { printReason } from "@seamline/core/internal";
import {
  anything,
  arrayOf,
  assertSettings,
  callback,
  contractSetting,
  isRecord,
  object,
  recordOf,
  type Setting,
  value,
} from "@seamline/core/settings";
import { type Interaction, operationOf, type Recording, recordingSetting } from "../record/interaction.ts";
import { identify } from "../record/merge-recordings.ts";
import { compareResponse } from "./compare-response.ts";
import { findStale } from "./find-stale.ts";
import { openReplay, type ProviderTarget, type Replay } from "./replay.ts";
import type { FailureKind, Verification, VerificationFailure } from "./verification.ts";

/** Sets up one state of a provider. A returned function runs after the call, to undo it. */
export type ProviderStateSetup = (
  // biome-ignore lint/suspicious/noExplicitAny: the tests of the consumers define the parameters
  parameters: any,
) => undefined | (() => unknown) | Promise<undefined | (() => unknown)> | void | Promise<void>;

/** Options of a verification: the provider, its states, and the recordings of its consumers. */
export interface VerifyOptions {
  /** The provider's contract. */
  readonly contract: Contract;
  /** The recordings of its consumers; those of other providers are ignored. */
  readonly recordings: readonly Recording[];
  /**
   * The provider: an application that hosts it, its dispatcher, a transport, or the URL of its
   * internal listener.
   */
  readonly target: ProviderTarget;
  /** Provider states by name. Default: none. */
  readonly states?: Readonly<Record<string, ProviderStateSetup>>;
  /** Keys that sign calls to a URL; listeners beyond loopback require them. Default: none. */
  readonly keys?: readonly SigningKey[];
}

/** One interaction to verify. */
export interface PlannedInteraction {
  readonly consumer: string;
  readonly interaction: Interaction;
  /** `consumer > test > service.operation`. */
  readonly title: string;
  /** Replays the call, and returns its failures. */
  verify(replay: Replay): Promise<readonly VerificationFailure[]>;
}

/** The interactions of one provider, and the failures of whole recordings. */
export interface VerificationPlan {
  readonly consumers: readonly string[];
  readonly interactions: readonly PlannedInteraction[];
  readonly failures: readonly VerificationFailure[];
}

/** Accepts the options that all verifications have. */
export const verifySettings: Readonly<Record<string, Setting>> = {
  contract: contractSetting,
  states: recordOf("an object of functions by state", callback),
  keys: anything,
};
const verifySetting: Setting = object(
  {
    ...verifySettings,
    recordings: arrayOf("an array of recordings", recordingSetting),
    target: value(
      "an application, a dispatcher, a transport or a URL",
      (given) => typeof given === "string" || isRecord(given),
    ),
  },
  ["contract", "recordings", "target"],
);

/**
 * Replays recordings one after another, in order.
 * @throws {TypeError} for an unknown or invalid option.
 */
export async function verifyRecordings(options: VerifyOptions): Promise<Verification> {
  assertSettings("verifyRecordings", verifySetting, options);
  const { consumers, interactions, failures } = planVerification(options);
  const all = [...failures];
  const replay = await openReplay(options.contract, options.target, options.keys);
  try {
    for (const interaction of interactions) all.push(...(await interaction.verify(replay)));
  } finally {
    await replay.close();
  }
  return { provider: options.contract.name, consumers, interactions: interactions.length, failures: all };
}

/** Plans the interactions of a verification. */
export function planVerification({
  contract,
  recordings,
  states = {},
}: Pick<VerifyOptions, "contract" | "recordings" | "states">): VerificationPlan {
  const own = recordings.filter(({ provider }) => provider === contract.name);
  const interactions = own.flatMap((recording) =>
    recording.interactions.map((interaction) => planInteraction(contract, recording, interaction, states)),
  );
  const failures: VerificationFailure[] = [];
  if (own.length === 0) failures.push(noneOf(undefined, `found no recording of calls to ${contract.name}`));
  for (const { consumer, interactions } of own) {
    if (interactions.length === 0) failures.push(noneOf(consumer, `found none of ${contract.name}`));
  }
  return {
    consumers: [...new Set(own.map(({ consumer }) => consumer))].sort(),
    interactions,
    failures: [...failures, ...findDuplicates(contract, own)],
  };
}

function noneOf(consumer: string | undefined, found: string): VerificationFailure {
  const text = `expected at least one recorded interaction, ${found}; run the tests of its consumers, and commit their recordings`;
  return { kind: "none", consumer, test: undefined, operation: undefined, path: "", text };
}

function findDuplicates(contract: Contract, recordings: readonly Recording[]): readonly VerificationFailure[] {
  const seen = new Set<string>();
  return recordings.flatMap(({ consumer, interactions }) =>
    interactions.flatMap((interaction) => {
      const id = `${consumer} ${identify(interaction)}`;
      if (!seen.has(id)) {
        seen.add(id);
        return [];
      }
      const text = "stands in the recordings twice; record again, and look for a copied file";
      return [toFailure(contract, consumer, interaction, "duplicate", { path: "", text })];
    }),
  );
}

function planInteraction(
  contract: Contract,
  recording: Recording,
  interaction: Interaction,
  states: Readonly<Record<string, ProviderStateSetup>>,
): PlannedInteraction {
  const { consumer } = recording;
  const fail = (kind: FailureKind, path: string, text: string): VerificationFailure =>
    toFailure(contract, consumer, interaction, kind, { path, text });
  const { test, operation: name, providerState } = interaction;
  return {
    consumer,
    interaction,
    title: [consumer, test, `${contract.name}.${name}`].filter((part) => part !== undefined).join(" > "),
    async verify(replay) {
      const stale = findStale(contract, interaction);
      if (stale.length > 0) return stale.map(({ path, text }) => fail("stale", path, text));
      let undo: unknown;
      try {
        undo = await prepare(providerState, states);
      } catch (reason) {
        return [fail("state", `providerState ${JSON.stringify(providerState?.name)}`, textOf(reason))];
      }
      try {
        const operation = operationOf(contract, interaction);
        const response = await replay.call(consumer, interaction);
        const differences = compareResponse(operation, recording.expects[name], interaction, response);
        return differences.map(({ path, text }) => fail("mismatch", path, text));
      } catch (reason) {
        return [fail("unreachable", "", textOf(reason))];
      } finally {
        if (typeof undo === "function") await undo();
      }
    },
  };
}

async function prepare(
  state: Interaction["providerState"],
  states: Readonly<Record<string, ProviderStateSetup>>,
): Promise<unknown> {
  if (state === undefined) return undefined;
  const setup = Object.hasOwn(states, state.name) ? states[state.name] : undefined;
  if (setup === undefined) {
    const known = Object.keys(states).map((name) => JSON.stringify(name));
    throw new TypeError(`expected a function for it in states, found ${known.join(", ") || "none"}`);
  }
  return setup(structuredClone(state.parameters ?? {}));
}

function textOf(reason: unknown): string {
  return reason instanceof Error ? reason.message : printReason(reason);
}

function toFailure(
  contract: Contract,
  consumer: string,
  { test, operation }: Interaction,
  kind: FailureKind,
  { path, text }: { readonly path: string; readonly text: string },
): VerificationFailure {
  return { kind, consumer, test, operation: `${contract.name}.${operation}`, path, text };
}
