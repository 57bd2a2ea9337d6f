/**
 * `createClient`: a client over one transport, without an application, for scripts, tests and a
 * first try.
 */

import type { Transport } from "../call/call-request.ts";
import { dispatchOf } from "../call/dispatch.ts";
import { assertSettings, object, type Setting, text } from "../platform/setting.ts";
import { type ClientSource, toClientClass } from "./client-class.ts";
import type { ClientOf, InferableContract } from "./client-of.ts";
import { type ClientRoute, createServiceCaller, type ServiceCallerOptions } from "./service-caller.ts";
import type { ServiceCaller, ServiceClient, ServiceClientClass } from "./service-client.ts";

/** The name in which a client over one transport makes its calls. */
export interface ClientOptions {
  /** The service in whose name calls are made. Default: none, as code outside modules calls. */
  readonly caller?: string | undefined;
}

const clientSetting: Setting = object({ caller: text("the name of a service") });

/**
 * Makes a client over one transport, for scripts, tests and a first try.
 *
 * @param source a generated class; or a contract, whose operations become methods with inferred
 * types. The latter throw a declared error as a {@link DeclaredError}, which `instanceof` the
 * generated class of the same error recognises.
 * @throws {TypeError} if `source` is neither, or `transport` has no `call`, and for an unknown or invalid option.
 * @example
 * ```ts
 * const greeter = createClient(greeterContract, createHttpTransport("http://localhost:8080"));
 * console.log(await greeter.greet({ name: "Ada" }));
 * ```
 */
export function createClient<Client extends ServiceClient>(
  source: ServiceClientClass<Client>,
  transport: Transport,
  options?: ClientOptions,
): Client;
export function createClient<Source extends InferableContract>(
  source: Source,
  transport: Transport,
  options?: ClientOptions,
): ClientOf<Source>;
export function createClient(source: ClientSource, transport: Transport, options: ClientOptions = {}): ServiceClient {
  const type = toClientClass(source, "createClient");
  if (typeof transport?.call !== "function") {
    throw new TypeError(
      `createClient: expected a transport, an object with call(request), found ${transport === null ? "null" : typeof transport}; make one with createHttpTransport or createMock`,
    );
  }
  assertSettings("createClient", clientSetting, options);
  return new type(connect(transport, { ...options, errors: type.errors }));
}

/**
 * Makes the caller behind a client over one transport: it calls operations of any contract, with
 * any input.
 */
export function connect(
  transport: Transport,
  { caller, errors = {} }: ClientOptions & Partial<Pick<ServiceCallerOptions, "errors">> = {},
): ServiceCaller {
  const route: ClientRoute = { dispatch: dispatchOf(transport) };
  return createServiceCaller({ route: () => route, errors, caller });
}
