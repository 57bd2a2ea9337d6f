/**
 * The routes of a process: one per operation, with interceptors and policies in front of its
 * transport.
 */

import type { CallRequest, Interceptor } from "../call/call-request.ts";
import { dispatchThrough, type Receiver } from "../call/dispatch.ts";
import type { ClientRoute } from "../client/service-caller.ts";
import type { Operation } from "../contract/operation.ts";
import type { PolicyState } from "../policy/target-policies.ts";
import type { Topology } from "../topology/topology.ts";
import { timeoutOf } from "../topology/way.ts";
import type { Targets } from "./targets.ts";

/** The part of the application that a table needs. */
export interface RouteTableOptions {
  /** Settles with the application's start, also a failed one; at once if there was none. */
  started(): Promise<void>;
}

interface OpenRoute extends ClientRoute {
  state(): readonly PolicyState[];
}

/**
 * Finds the route of an operation; routes exist between the opening and the closing of the table.
 */
export class RouteTable {
  readonly #options: RouteTableOptions;
  readonly #routes = new Map<string, OpenRoute>();
  readonly #untilOpen: ClientRoute;
  #targets: Targets | undefined;

  constructor(options: RouteTableOptions) {
    this.#options = options;
    this.#untilOpen = { dispatch: (request, receiver) => this.#dispatchOnceOpen(request, receiver) };
  }

  /** The route of an operation; before the table is open, a route that waits for the start. */
  readonly find = (operation: Operation): ClientRoute => this.#routes.get(operation.id) ?? this.#untilOpen;

  /** The present state of an operation's policies; empty before the table is open. */
  stateOf(operation: Operation): readonly PolicyState[] {
    return this.#routes.get(operation.id)?.state() ?? [];
  }

  /**
   * Makes the routes of a resolved topology; closing the table closes the targets.
   * @param interceptors wrapped around every route, the first outermost.
   */
  open(topology: Topology, targets: Targets, interceptors: readonly Interceptor[]): void {
    this.#targets = targets;
    for (const [id, route] of topology) {
      const { dispatch, state } = targets.open(route);
      const timeoutMs = timeoutOf(route.way);
      this.#routes.set(id, { dispatch: dispatchThrough(interceptors, dispatch), timeoutMs, state });
    }
  }

  /** Closes every transport. Collects failures instead of stopping at the first. */
  async close(): Promise<readonly unknown[]> {
    return (await this.#targets?.close()) ?? [];
  }

  #dispatchOnceOpen(request: CallRequest, receiver: Receiver): void {
    const { operation, context } = request;
    context.hold();
    const proceed = (): void => {
      context.release();
      const route = this.#routes.get(operation.id);
      const text = `${operation.id}: the application has not started; await app.start() first`;
      if (route === undefined) receiver.fail(context.fail("unavailable", text));
      else route.dispatch(request, receiver);
    };
    this.#options.started().then(proceed, proceed);
  }
}
