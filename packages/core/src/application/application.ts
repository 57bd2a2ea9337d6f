/**
 * The application: one process that hosts some modules and has clients for all services. It is
 * described once, in the composition root; the environment decides which modules run here and how
 * the others are reached.
 */

import type { Interceptor } from "../call/call-request.ts";
import type { ClientOf, InferableContract } from "../client/client-of.ts";
import type { ServiceClient, ServiceClientClass } from "../client/service-client.ts";
import type { CallContext } from "../context/call-context.ts";
import type { Contract } from "../contract/operation.ts";
import type { PolicyEvent } from "../policy/policy-event.ts";
import type { Environment } from "../topology/environment.ts";
import type { GuardsOptions } from "../topology/guards.ts";
import type { PoliciesOptions } from "../topology/policies.ts";
import type { TopologyOptions } from "../topology/topology.ts";
import type { TransportProvider } from "../topology/transport-provider.ts";
import type { EventsProvider } from "./event-hub.ts";
import type { Explanation } from "./explain.ts";
import type { ApplicationState } from "./host.ts";

/** One service of an application. */
export interface ModuleEntry {
  /** The contract of the service; its name is the entry's key. */
  readonly contract: Contract;
  /**
   * Imports the module; called only when the module is hosted here. Leave out for services that
   * never run in this build.
   */
  readonly load?: () => Promise<unknown>;
}

/** The services of an application, and how its process runs and reaches them. */
export interface ApplicationOptions {
  /** Every service that takes part, by its contract's name. */
  readonly modules: Readonly<Record<string, ModuleEntry>>;
  /** The URL schemes that this build understands. In-process is built in. Default: none. */
  readonly transports?: readonly TransportProvider[];
  /**
   * Carries events between modules: `messaging()` of `@seamline/messaging`. Default: none, and no
   * module may publish or handle events.
   */
  readonly events?: EventsProvider;
  /** Usually `process.env`. Default: empty. */
  readonly env?: Environment;
  /** Routes in code; the environment wins over them. Default: none. */
  readonly topology?: TopologyOptions;
  /**
   * Policies by service or operation: `{ courier: { concurrency: 20 }, "courier.createDelivery": {
   * retries: 0 } }`. Default: none.
   */
  readonly policies?: PoliciesOptions;
  /**
   * The seed of strict mode, 0 to 4,294,967,295, for test runs: in-process calls behave as a
   * network may. `SEAMLINE_STRICT` wins. Default: off.
   */
  readonly strict?: number | undefined;
  /**
   * Guards for development and test runs: `"error"` refuses a call inside an open database
   * transaction, too many calls of one operation while one call is handled, and chains of calls
   * that are too long; `"warn"` only reports them. `SEAMLINE_GUARDS` wins. Default: off.
   */
  readonly guards?: GuardsOptions | undefined;
  /**
   * Wrapped around every call that code here makes (`client`) or that modules here handle
   * (`server`); the first is outermost. Default: none.
   */
  readonly interceptors?: {
    /** Around calls that code here makes, outside of their policies. Default: none. */
    readonly client?: readonly Interceptor[];
    /** Around calls that modules here handle. Default: none. */
    readonly server?: readonly Interceptor[];
  };
  /**
   * Receives every handler error that is masked for the caller, and every output outside the
   * contract, once per call. What it throws or rejects with is dropped, and
   * the error printed instead. Default: one line on stderr.
   */
  readonly onError?: (error: unknown, context: CallContext) => void;
}

/** A process of the system. */
export interface Application {
  /** The step of its lifecycle: `new` until `start`, `stopped` after `stop`. */
  readonly state: ApplicationState;
  /** Counters, from 0 at creation; they only grow. */
  readonly stats: {
    /** Responses that came after their call had settled, and were dropped. */
    readonly lateResults: number;
  };
  /**
   * Resolves the topology, imports and starts the hosted modules. Later calls return the same
   * promise.
   * @throws {ConfigurationError} listing every fault of the configuration, before any module has
   * started.
   */
  start(): Promise<void>;
  /**
   * Drains: new calls are refused, calls in flight finish, listeners close, modules and transports
   * release their resources.
   */
  stop(): Promise<void>;
  /**
   * A client for code outside modules: scripts, tests, the composition root.
   * @param source a generated class, or a contract, from which the client's types are inferred as
   * by {@link createClient}.
   * @throws {TypeError} for the client of a service that is not in `modules`.
   */
  client<Client extends ServiceClient>(source: ServiceClientClass<Client>): Client;
  client<Source extends InferableContract>(source: Source): ClientOf<Source>;
  /** The services whose modules run here. Known once the application has started. */
  readonly hosted: readonly string[];
  /**
   * The settings in effect of one operation (`courier.createDelivery`), of one event
   * (`courier.deliveryCreated`), or of all of a service (`courier`).
   * @throws {ConfigurationError} when the configuration has faults.
   * @throws {RangeError} for an unknown name.
   */
  explain(name: string): readonly Explanation[];
  /**
   * Passes an observer every retry, opened breaker, rejected call and ejected target, from now on.
   * What it throws or rejects with is dropped.
   * @throws {TypeError} unless it is a function.
   * @returns a function that ends the observation.
   */
  observe(observer: (event: PolicyEvent) => void): () => void;
}
