/**
 * Routes canonical paths to operations. The router of a listener has the operations of that
 * listener only.
 */

import type { Fault } from "@seamline/core";
import type { Dispatcher, Operation } from "@seamline/core/extend";
import type { HttpMethod } from "@seamline/core/internal";
import { addRoute, createRouter, findRoute } from "rou3";
import { bindingOf, type HttpBinding } from "../binding/http-binding.ts";
import { parseRequestTarget, type RequestTarget } from "./request-target.ts";

/** An operation that a listener serves. */
export interface ServedOperation {
  readonly operation: Operation;
  readonly binding: HttpBinding;
  readonly dispatcher: Dispatcher;
}

/** An operation without placeholders, and the target of a request to it without a query. */
export interface PlainRoute {
  readonly served: ServedOperation;
  readonly target: RequestTarget;
}

/** Finds operations. */
export interface OperationRouter {
  /**
   * Finds the operation without placeholders whose path is exactly the target as received, which
   * needs no decoding then. `undefined` proves nothing about other targets.
   */
  findPlain(method: string, url: string): PlainRoute | undefined;
  /**
   * Finds the operation of a method and path; returns the methods of the path if it has others,
   * `undefined` for an unknown path.
   */
  find(method: string, path: string): ServedOperation | readonly HttpMethod[] | undefined;
}

const methods: readonly HttpMethod[] = ["GET", "POST", "PUT", "PATCH", "DELETE"];

/** The segment of the listeners' own health paths. */
export const healthSegment = "health";

/**
 * Creates the router of one listener.
 * @param serves selects the operations of the listener.
 */
export function createOperationRouter(
  dispatchers: readonly Dispatcher[],
  serves: (operation: Operation) => boolean,
): OperationRouter {
  const router = createRouter<ServedOperation>();
  const plain = new Map(methods.map((method) => [method as string, new Map<string, PlainRoute>()]));
  for (const dispatcher of dispatchers) {
    for (const operation of Object.values(dispatcher.contract.operations)) {
      if (!serves(operation)) continue;
      const { method, placeholders } = operation.http;
      const served = { operation, dispatcher, binding: bindingOf(operation) };
      addRoute(router, method, toPattern(operation), served);
      const target = placeholders.length === 0 ? parseRequestTarget(toPattern(operation)) : undefined;
      if (target !== undefined) plain.get(method)?.set(target.path, { served, target });
    }
  }
  return {
    findPlain: (method, url) => plain.get(method)?.get(url),
    find(method, path) {
      const found = findRoute(router, method, path, { params: false });
      if (found !== undefined) return found.data;
      const allowed = methods.filter((other) => findRoute(router, other, path, { params: false }) !== undefined);
      return allowed.length === 0 ? undefined : allowed;
    },
  };
}

/** Finds operations that one listener cannot serve together. */
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
      const message = `${owner.id} and ${operation.id} both serve ${method} ${path}; give one of them another path`;
      faults.push({ key, message });
    }
    owners.set(shape, operation);
    const [first] = segments;
    if (first !== undefined && "literal" in first && first.literal === healthSegment) {
      faults.push({
        key,
        message: `${operation.id} serves ${path}, but /${healthSegment}/ is reserved for listeners; give it another path`,
      });
    }
  }
  return faults;
}

/**
 * Returns the route in rou3's syntax. Placeholders are unnamed: their values are read from the
 * segments.
 */
function toPattern({ http }: Operation): string {
  const parts = http.segments.map((segment, index) => ("literal" in segment ? segment.literal : `:p${index}`));
  return `/${parts.join("/")}`;
}
