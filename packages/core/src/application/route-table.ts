/** The ways out of a process: a transport per service and address, a route per operation. */

import {
  type CallRequest,
  type CallResponse,
  type Interceptor,
  intercept,
  type Transport,
} from "../call/call-request.ts";
import type { ClientRoute } from "../client/connection.ts";
import type { Operation } from "../contract/operation.ts";
import { ServiceError } from "../error/service-error.ts";
import type { Dispatcher } from "../server/dispatcher.ts";
import type { EnvironmentSettings } from "../topology/environment.ts";
import type { Route, Topology } from "../topology/topology.ts";
import { createInProcessTransport } from "../transport/in-process.ts";
import { createStrictTransport } from "../transport/strict.ts";

/** What a table needs to know of its application. */
export interface RouteTableOptions {
  readonly interceptors: readonly Interceptor[];
  /** Settles when the application's start has, either way; at once when nobody has started it. */
  started(): Promise<void>;
}

/** Finds the route of an operation; routes exist from the moment the topology is opened until it is closed. */
export class RouteTable {
  readonly #options: RouteTableOptions;
  readonly #routes = new Map<string, ClientRoute>();
  readonly #transports = new Map<string, Transport>();

  constructor(options: RouteTableOptions) {
    this.#options = options;
  }

  /** The route of an operation; before the table is open, one that waits for the start. */
  find(operation: Operation): ClientRoute {
    return this.#routes.get(operation.id) ?? { call: (request) => this.#callOnceOpen(request) };
  }

  /** Makes the transports and routes of a resolved topology. */
  open(topology: Topology, environment: EnvironmentSettings, dispatchers: ReadonlyMap<string, Dispatcher>): void {
    for (const [id, route] of topology) {
      const transport = this.#openTransport(route, environment, dispatchers);
      const call = (request: CallRequest): Promise<CallResponse> => transport.call(request);
      const timeoutMs = route.way.kind === "remote" ? route.way.target.timeoutMs : undefined;
      this.#routes.set(id, { call: intercept(this.#options.interceptors, call), timeoutMs });
    }
  }

  /** Closes every transport. Collects failures instead of stopping at the first. */
  async close(): Promise<readonly unknown[]> {
    const failures: unknown[] = [];
    for (const transport of this.#transports.values()) {
      try {
        await transport.close?.();
      } catch (reason) {
        failures.push(reason);
      }
    }
    return failures;
  }

  #openTransport(
    { operation, way }: Route,
    { keys, strict }: EnvironmentSettings,
    dispatchers: ReadonlyMap<string, Dispatcher>,
  ): Transport {
    if (way.kind === "custom") return way.transport;
    const key = `${operation.service} ${way.kind === "remote" ? way.text : way.kind}`;
    const open = this.#transports.get(key);
    if (open !== undefined) return open;
    const dispatcher = way.kind === "in-process" ? dispatchers.get(operation.service) : undefined;
    const transport =
      way.kind === "remote"
        ? way.target.create({ service: operation.service, keys })
        : dispatcher === undefined
          ? unaddressed
          : strict === undefined
            ? createInProcessTransport(dispatcher)
            : createStrictTransport(dispatcher, strict);
    this.#transports.set(key, transport);
    return transport;
  }

  async #callOnceOpen(request: CallRequest): Promise<CallResponse> {
    await this.#options.started().catch(() => undefined);
    const route = this.#routes.get(request.operation.id);
    if (route !== undefined) return route.call(request);
    throw unavailable(request, "the application has not started; await app.start() first");
  }
}

const unaddressed: Transport = {
  async call(request) {
    const text = `${request.operation.service} is neither hosted here nor addressed; set its SEAMLINE_ variable to a URL`;
    throw unavailable(request, text);
  },
};

function unavailable({ operation, context }: CallRequest, text: string): ServiceError {
  const options = { operation: operation.id, callId: context.callId };
  return new ServiceError("unavailable", `${operation.id}: ${text}`, options);
}
