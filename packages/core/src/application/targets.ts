/**
 * The targets of a process's routes: one transport per service and address, with its policies in
 * front.
 */

import type { Transport } from "../call/call-request.ts";
import { createTransport, dispatchOf } from "../call/dispatch.ts";
import type { Contract } from "../contract/operation.ts";
import { soon } from "../platform/real-time.ts";
import { type Clock, systemClock } from "../policy/clock.ts";
import type { EmitPolicyEvent } from "../policy/policy-event.ts";
import type { ResolvedPolicies } from "../policy/policy-options.ts";
import { unlimitedBudget } from "../policy/retry-budget.ts";
import { createTargetPolicies, type PolicedCall, type PolicyState } from "../policy/target-policies.ts";
import type { Dispatcher } from "../server/dispatcher.ts";
import type { ResolvedEnvironment } from "../topology/environment.ts";
import type { Route } from "../topology/topology.ts";
import type { Member, Way } from "../topology/way.ts";
import { type BalanceTransport, createBalanceTransport } from "../transport/balance.ts";
import { createFallbackTransport } from "../transport/fallback.ts";
import { createInProcessTransport } from "../transport/in-process.ts";
import type { NamedTransport } from "../transport/members.ts";
import { createStrictTransport, injectFaults } from "../transport/strict.ts";
import { releaseAll } from "./release.ts";

/** The parts of the application that targets need. */
export interface TargetsOptions {
  readonly environment: Pick<ResolvedEnvironment, "keys" | "strict">;
  readonly contracts: ReadonlyMap<string, Contract>;
  readonly dispatchers: ReadonlyMap<string, Dispatcher>;
  readonly emit: EmitPolicyEvent;
}

/** A transport that routes share, and its policies. */
interface Target {
  readonly transport: Transport;
  compose(policies: ResolvedPolicies): PolicedCall;
}

/** In strict mode there is no delay between attempts, since the faults are injected. */
const impatient: Clock = { ...systemClock, random: () => 0 };

/** Opens targets, each once, and closes them together. */
export class Targets {
  readonly #options: TargetsOptions;
  readonly #open = new Map<string | Transport, Target>();
  readonly #owned = new Set<Transport>();

  constructor(options: TargetsOptions) {
    this.#options = options;
  }

  /** The call over the way of a route, with the route's policies in front. */
  open(route: Route): PolicedCall {
    const { way, operation, policies } = route;
    if (way.kind === "none") return { dispatch: dispatchOf(unaddressed), state: () => [] };
    const key = way.kind === "custom" ? way.transport : `${operation.service} ${keyOf(way)}`;
    let target = this.#open.get(key);
    if (target === undefined) {
      target = this.#createTarget(route);
      this.#open.set(key, target);
    }
    return target.compose(policies);
  }

  /**
   * Closes every transport that was made here. Collects failures instead of stopping at the first.
   */
  async close(): Promise<readonly unknown[]> {
    return releaseAll([...this.#owned].map((transport) => () => transport.close?.()));
  }

  #createTarget({ way, operation }: Route): Target {
    const { emit, environment } = this.#options;
    const { service } = operation;
    const transport = way.kind === "custom" ? way.transport : this.#createTransport(way, service);
    if (way.kind !== "custom") this.#owned.add(transport);
    const target = nameOf(way, service);
    const dispatch = dispatchOf(transport);
    const compose = createTargetPolicies(dispatch, { target, emit, clock: systemClock });
    if (environment.strict !== undefined && way.kind === "in-process") {
      const options = { target, emit, clock: impatient, budget: unlimitedBudget };
      const composeFaulty = createTargetPolicies(injectFaults(dispatch, environment.strict), options);
      // Without retries, faults would reach callers.
      return { transport, compose: (resolved) => (resolved.retries > 0 ? composeFaulty : compose)(resolved) };
    }
    const members = (transport as Partial<BalanceTransport>).members;
    if (way.kind !== "combined" || members === undefined) return { transport, compose };
    return { transport, compose: (resolved) => withMembers(compose(resolved), transport as BalanceTransport) };
  }

  #createTransport(way: Way, service: string): Transport {
    const { environment, contracts, dispatchers, emit } = this.#options;
    if (way.kind === "remote") {
      return way.target.create({ service, contract: contracts.get(service) as Contract, keys: environment.keys });
    }
    if (way.kind === "combined") {
      const members = way.members.map((member) => this.#createMember(member, service));
      const [first, second] = members as [NamedTransport, NamedTransport];
      return way.name === "fallback"
        ? createFallbackTransport(first, second, emit)
        : createBalanceTransport(members, { emit });
    }
    const dispatcher = dispatchers.get(service);
    if (way.kind !== "in-process" || dispatcher === undefined) return unaddressed;
    return environment.strict === undefined
      ? createInProcessTransport(dispatcher)
      : createStrictTransport(dispatcher, environment.strict);
  }

  #createMember({ way, text, policies }: Member, service: string): NamedTransport {
    const transport = this.#createTransport(way, service);
    const options = { target: text, emit: this.#options.emit, clock: systemClock };
    const { dispatch } = createTargetPolicies(dispatchOf(transport), options)(policies);
    return { name: text, transport: createTransport(dispatch, async () => transport.close?.()) };
  }
}

function keyOf(way: Exclude<Way, { kind: "custom" }>): string {
  if (way.kind === "remote") return way.address;
  return way.kind === "combined" ? way.text : way.kind;
}

function nameOf(way: Way, service: string): string {
  return way.kind === "remote" || way.kind === "combined" ? way.text : `${service} (${way.kind})`;
}

function withMembers(policed: PolicedCall, balance: BalanceTransport): PolicedCall {
  const describe = (): PolicyState[] =>
    balance.members.map(({ name, inFlight, ejectedForMs }) => ({
      name,
      value: `${inFlight} in flight${ejectedForMs > 0 ? `, ejected for ${ejectedForMs} ms` : ""}`,
    }));
  return { ...policed, state: () => [...policed.state(), ...describe()] };
}

const unaddressed: Transport = createTransport(({ operation, context }, receiver) => {
  const text = `${operation.id}: ${operation.service} is neither hosted here nor addressed; set its SEAMLINE_ variable to a URL`;
  soon(() => receiver.fail(context.fail("unavailable", text)));
});
