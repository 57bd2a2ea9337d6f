/**
 * From a canonical path to an operation. A listener's router knows that listener's operations and
 * no others.
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

/** An operation, and the target of a request to it that has neither placeholders nor a query. */
export interface PlainRoute {
  readonly served: ServedOperation;
  readonly target: RequestTarget;
}

/** Finds operations. */
export interface OperationRouter {
  /**
   * The operation of a request whose target, as it arrived, is the path of an operation without
   * placeholders, letter for letter: nothing of it has to be decoded then. `undefined` says nothing
   * of other targets.
   */
  findPlain(method: string, url: string): PlainRoute | undefined;
  /**
   * The operation of a method and path; the methods that the path has when it has others;
   * `undefined` for an unknown path.
   */
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

/**
 * The route in the router's words. Placeholders are nameless: their values are read from the
 * segments.
 */
function toPattern({ http }: Operation): string {
  const parts = http.segments.map((segment, index) => ("literal" in segment ? segment.literal : `:p${index}`));
  return `/${parts.join("/")}`;
}
