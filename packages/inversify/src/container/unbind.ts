/**
 * Removes bindings, and waits for their deactivation. Inversify 8 renamed its asynchronous methods
 * and gave the old names to synchronous ones, which throw where a deactivation is asynchronous.
 */

import type { Container, ServiceIdentifier } from "inversify";

/** The methods of either version. */
type AnyContainer = Pick<Container, "unbind" | "unbindAll"> &
  Partial<Pick<Container, "unbindAsync" | "unbindAllAsync">>;

/** Removes the bindings of one token. */
export async function unbind(container: AnyContainer, token: ServiceIdentifier): Promise<void> {
  if (container.unbindAsync !== undefined) return container.unbindAsync(token);
  return container.unbind(token); // a promise in inversify 7
}

/** Removes all bindings of a container. */
export async function unbindAll(container: AnyContainer): Promise<void> {
  if (container.unbindAllAsync !== undefined) return container.unbindAllAsync();
  return container.unbindAll();
}
