/** Clients for code that has a container already. */

import type { Application, ServiceClientClass } from "@seamline/core";
import { ContainerModule } from "inversify";

/**
 * One container module that binds every given class to the application's client of that class. The
 * application need not have started.
 * @throws {TypeError} when it is loaded, for a client of a service that is none of the
 * application's.
 *
 * @example
 * ```ts
 * await container.loadAsync(clientBindings(application, [RestaurantClient, CourierClient]));
 * ```
 */
export function clientBindings(application: Application, clients: readonly ServiceClientClass[]): ContainerModule {
  return new ContainerModule(({ bind }) => {
    for (const type of clients) bind(type).toConstantValue(application.client(type));
  });
}
