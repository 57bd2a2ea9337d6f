/** Clients for existing containers. */

import type { Application, ServiceClientClass } from "@seamline/core";
import { ContainerModule } from "inversify";

/**
 * Creates a container module that binds each class to the application's client of that class. The
 * application need not have started.
 * @throws {TypeError} when it is loaded, for a client of a service that the application does not
 * have.
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
