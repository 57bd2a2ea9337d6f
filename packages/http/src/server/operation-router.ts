/**
 * Routes requests to operations. The router of a listener has the operations of that listener only.
 * A request that names its operation means that one and no other; a request of another client, which
 * names none, means the operation with the most specific route.
 */

import type { Fault } from "@seamline/core";
import type { Dispatcher, Operation } from "@seamline/core/extend";
import { findAmbiguousRoutes, type HttpMethod, matchesRoute } from "@seamline/core/internal";
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
   * Finds the operation of a request.
   * @param name the id of the operation that the request names, which is found only at its own route.
   * If `undefined`, the operation with the most specific route is found: a literal before a
   * placeholder, segment by segment.
   */
  find(name: string | undefined, method: string, segments: readonly string[]): ServedOperation | undefined;
  /** Returns the methods of a path; none for an unknown one. */
  methodsOf(segments: readonly string[]): readonly HttpMethod[];
}

/** The routes of one method that begin with the same segments. */
interface Branch {
  readonly literals: Map<string, Branch>;
  placeholder: Branch | undefined;
  /** The operation whose route ends here. */
  served: ServedOperation | undefined;
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
  const byId = new Map<string, ServedOperation>();
  const trees = new Map(methods.map((method) => [method as string, createBranch()]));
  const plain = new Map(methods.map((method) => [method as string, new Map<string, PlainRoute>()]));
  for (const dispatcher of dispatchers) {
    for (const operation of Object.values(dispatcher.contract.operations)) {
      if (!serves(operation)) continue;
      const { method, path, placeholders } = operation.http;
      const served = { operation, dispatcher, binding: bindingOf(operation) };
      byId.set(operation.id, served);
      addRoute(trees.get(method), served);
      const target = placeholders.length === 0 ? parseRequestTarget(path) : undefined;
      if (target !== undefined) plain.get(method)?.set(path, { served, target });
    }
  }
  const findByPath = (method: string, segments: readonly string[]): ServedOperation | undefined => {
    const tree = trees.get(method);
    return tree && findMostSpecific(tree, segments, 0);
  };
  return {
    findPlain: (method, url) => plain.get(method)?.get(url),
    find(name, method, segments) {
      if (name === undefined) return findByPath(method, segments);
      const served = byId.get(name);
      const http = served?.operation.http;
      return http?.method === method && matchesRoute(http, segments) ? served : undefined;
    },
    methodsOf: (segments) => methods.filter((method) => findByPath(method, segments) !== undefined),
  };
}

function createBranch(): Branch {
  return { literals: new Map(), placeholder: undefined, served: undefined };
}

function addRoute(tree: Branch | undefined, served: ServedOperation): void {
  let branch = tree;
  for (const segment of served.operation.http.segments) {
    if (branch === undefined) return;
    if ("placeholder" in segment) {
      branch.placeholder ??= createBranch();
      branch = branch.placeholder;
    } else {
      const next: Branch = branch.literals.get(segment.literal) ?? createBranch();
      branch.literals.set(segment.literal, next);
      branch = next;
    }
  }
  if (branch !== undefined) branch.served = served;
}

function findMostSpecific(branch: Branch, segments: readonly string[], index: number): ServedOperation | undefined {
  const segment = segments[index];
  if (segment === undefined) return branch.served;
  const literal = branch.literals.get(segment);
  const found = literal && findMostSpecific(literal, segments, index + 1);
  return found ?? (branch.placeholder && findMostSpecific(branch.placeholder, segments, index + 1));
}

/** Finds operations that one listener cannot serve together. */
export function findRouteFaults(
  key: string,
  contracts: readonly Dispatcher["contract"][],
  serves: (operation: Operation) => boolean,
): readonly Fault[] {
  const served = contracts.flatMap(({ operations }) => Object.values(operations)).filter(serves);
  const ambiguous = findAmbiguousRoutes(served).map(({ one, other, request }) => ({
    key,
    message: `${one.id} and ${other.id} both serve ${request}; give one of them another path`,
  }));
  const reserved = served.flatMap(({ id, http: { path, segments } }) => {
    const [first] = segments;
    if (first === undefined || !("literal" in first) || first.literal !== healthSegment) return [];
    const message = `${id} serves ${path}, but /${healthSegment}/ is reserved for listeners; give it another path`;
    return [{ key, message }];
  });
  return [...ambiguous, ...reserved];
}
