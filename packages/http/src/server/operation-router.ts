/** From a canonical path to an operation. A listener's router knows that listener's operations and no others. */

import type { Fault } from "@seamline/core";
import type { Dispatcher, HttpMethod, Operation } from "@seamline/core/extend";
import { addRoute, createRouter, findRoute } from "rou3";
import { bindingOf, type HttpBinding } from "../binding/http-binding.ts";

/** An operation that a listener serves. */
export interface ServedOperation {
  readonly operation: Operation;
  readonly binding: HttpBinding;
  readonly dispatcher: Dispatcher;
}

/** Finds operations. */
export interface OperationRouter {
  /** The operation of a method and path; the methods that the path has when it has others; `undefined` for an unknown path. */
  find(method: string, path: string): ServedOperation | readonly HttpMethod[] | undefined;
}

const methods: readonly HttpMethod[] = ["GET", "POST", "PUT", "PATCH", "DELETE"];

/** The segment under which listeners answer for themselves. */
export const healthSegment = "health";

/**
 * Builds the router of one listener.
 * @param serves decides which operations the listener carries.
 */
export function createOperationRouter(
  dispatchers: readonly Dispatcher[],
  serves: (operation: Operation) => boolean,
): OperationRouter {
  const router = createRouter<ServedOperation>();
  for (const dispatcher of dispatchers) {
    for (const operation of Object.values(dispatcher.contract.operations)) {
      if (!serves(operation)) continue;
      addRoute(router, operation.http.method, toPattern(operation), {
        operation,
        dispatcher,
        binding: bindingOf(operation),
      });
    }
  }
  return {
    find(method, path) {
      const found = findRoute(router, method, path, { params: false });
      if (found !== undefined) return found.data;
      const allowed = methods.filter((other) => findRoute(router, other, path, { params: false }) !== undefined);
      return allowed.length === 0 ? undefined : allowed;
    },
  };
}

/** What keeps the operations from being served together by one listener. */
export function findRouteFaults(
  key: string,
  contracts: readonly Dispatcher["contract"][],
  serves: (operation: Operation) => boolean,
): readonly Fault[] {
  const faults: Fault[] = [];
  const owners = new Map<string, Operation>();
  for (const operation of contracts.flatMap(({ operations }) => Object.values(operations))) {
    if (!serves(operation)) continue;
    const { method, path, segments } = operation.http;
    const shape = `${method} ${segments.map((segment) => ("literal" in segment ? segment.literal : "{}")).join("/")}`;
    const owner = owners.get(shape);
    if (owner !== undefined) {
      const message = `${owner.id} and ${operation.id} both answer ${method} ${path}; give one of them another path`;
      faults.push({ key, message });
    }
    owners.set(shape, operation);
    const [first] = segments;
    if (first !== undefined && "literal" in first && first.literal === healthSegment) {
      faults.push({
        key,
        message: `${operation.id} answers ${path}, but listeners keep /${healthSegment}/ for themselves`,
      });
    }
  }
  return faults;
}

/** The route in the router's words. Placeholders are nameless: their values are read from the segments. */
function toPattern({ http }: Operation): string {
  const parts = http.segments.map((segment, index) => ("literal" in segment ? segment.literal : `:p${index}`));
  return `/${parts.join("/")}`;
}
