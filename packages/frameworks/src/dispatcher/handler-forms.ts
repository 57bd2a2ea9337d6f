/**
 * The two forms of handlers. undici 8 calls `onRequestStart`, `onResponseStart` and so on; undici 6,
 * the `fetch` of Node 22 and 24 and most requests of undici 7 have `onConnect`, `onHeaders` and so
 * on. A dispatcher of 7 takes either; one of 8 never settles a request with the older form.
 * @see https://github.com/nodejs/undici/blob/v8.13.1/lib/dispatcher/dispatcher1-wrapper.js
 * @see https://github.com/nodejs/undici/blob/v7.30.2/lib/handler/wrap-handler.js
 */

import type { Duplex } from "node:stream";
import type { UndiciController, UndiciHandler } from "@seamline/http/extend";
import { SubRequestError } from "../memory/sub-request-error.ts";

type RawHeaders = readonly (Buffer | string)[];
type Headers = Record<string, string | string[] | undefined>;

/** The older form. A method that returns `false` pauses the response until `resume` is called. */
export interface OlderHandler {
  /** The request begins. */
  onConnect?(abort: (reason?: Error) => void, context: unknown): void;
  /** The connection changed its protocol. */
  onUpgrade?(statusCode: number, rawHeaders: RawHeaders, socket: Duplex): void;
  /** A head of the response. */
  onHeaders?(statusCode: number, rawHeaders: RawHeaders, resume: () => void, statusText: string): unknown;
  /** A chunk of the body. */
  onData?(chunk: Buffer): unknown;
  /** The end of the response. */
  onComplete?(rawTrailers: RawHeaders): void;
  /** No response, or not all of it. */
  onError?(error: Error): void;
}

/** A handler of both forms. */
export type BothForms = Required<UndiciHandler> & Required<OlderHandler>;

/** Returns `true` for a handler of the newer form. */
export function isNewer(handler: object): handler is UndiciHandler {
  return "onRequestStart" in handler && typeof handler.onRequestStart === "function";
}

/** Returns the newer form of a handler; the same object if it has that form. */
export function toNewer(handler: UndiciHandler | OlderHandler): UndiciHandler {
  return isNewer(handler) ? handler : new OlderReceiver(handler);
}

/** Returns a handler that dispatchers of undici 6, 7 and 8 take. */
export function toBothForms(handler: UndiciHandler | OlderHandler): BothForms {
  return new Receiver(toNewer(handler), handler);
}

/** Receives the newer form for a handler of the older one. */
class OlderReceiver implements UndiciHandler {
  readonly #handler: OlderHandler;

  constructor(handler: OlderHandler) {
    this.#handler = handler;
  }

  onRequestStart(controller: UndiciController, context: unknown): void {
    const abort = (reason?: Error): void =>
      controller.abort(reason ?? new SubRequestError("UND_ERR_ABORTED", "Request aborted"));
    this.#handler.onConnect?.(abort, context);
  }

  onRequestUpgrade(controller: UndiciController, statusCode: number, headers: Headers, socket: Duplex): void {
    this.#handler.onUpgrade?.(statusCode, toRaw(controller.rawHeaders, headers), socket);
  }

  onResponseStart(controller: UndiciController, statusCode: number, headers: Headers, statusText = ""): void {
    const resume = (): void => controller.resume();
    const goesOn = this.#handler.onHeaders?.(statusCode, toRaw(controller.rawHeaders, headers), resume, statusText);
    if (goesOn === false && statusCode >= 200) controller.pause();
  }

  onResponseData(controller: UndiciController, chunk: Buffer): void {
    if (this.#handler.onData?.(chunk) === false) controller.pause();
  }

  onResponseEnd(controller: UndiciController, trailers: Headers): void {
    this.#handler.onComplete?.(toRaw(controller.rawTrailers, trailers));
  }

  onResponseError(_controller: UndiciController | null, error: Error): void {
    this.#handler.onError?.(error);
  }
}

/** Receives either form for a handler of the newer one. */
class Receiver implements BothForms {
  readonly #handler: UndiciHandler;
  readonly #hooks: Pick<UndiciHandler, "onBodySent" | "onRequestSent" | "onResponseStarted">;
  #controller: OlderController | undefined;

  constructor(handler: UndiciHandler, hooks: object) {
    this.#handler = handler;
    this.#hooks = hooks; // these have one form
  }

  onRequestStart(controller: UndiciController, context: unknown): void {
    this.#handler.onRequestStart?.(controller, context);
  }

  onRequestUpgrade(...given: Parameters<NonNullable<UndiciHandler["onRequestUpgrade"]>>): void {
    this.#handler.onRequestUpgrade?.(...given);
  }

  onResponseStart(...given: Parameters<NonNullable<UndiciHandler["onResponseStart"]>>): void {
    this.#handler.onResponseStart?.(...given);
  }

  onResponseData(controller: UndiciController, chunk: Buffer): void {
    this.#handler.onResponseData?.(controller, chunk);
  }

  onResponseEnd(...given: Parameters<NonNullable<UndiciHandler["onResponseEnd"]>>): void {
    this.#handler.onResponseEnd?.(...given);
  }

  onResponseError(controller: UndiciController, error: Error): void {
    this.#handler.onResponseError?.(controller, error);
  }

  onConnect(abort: (reason?: Error) => void, context: unknown): void {
    this.#controller = new OlderController(abort);
    this.#handler.onRequestStart?.(this.#controller, context);
  }

  onUpgrade(statusCode: number, rawHeaders: RawHeaders, socket: Duplex): void {
    const controller = this.#start(rawHeaders);
    this.#handler.onRequestUpgrade?.(controller, statusCode, fromRaw(rawHeaders), socket);
  }

  onHeaders(statusCode: number, rawHeaders: RawHeaders, resume: () => void, statusText: string): boolean {
    const controller = this.#start(rawHeaders);
    controller.onResume = resume;
    this.#handler.onResponseStart?.(controller, statusCode, fromRaw(rawHeaders), statusText);
    return !controller.paused;
  }

  onData(chunk: Buffer): boolean {
    const controller = this.#start();
    this.#handler.onResponseData?.(controller, chunk);
    return !controller.paused;
  }

  onComplete(rawTrailers: RawHeaders): void {
    const controller = this.#start();
    controller.rawTrailers = toBuffers(rawTrailers);
    this.#handler.onResponseEnd?.(controller, fromRaw(rawTrailers));
  }

  onError(error: Error): void {
    this.#handler.onResponseError?.(this.#start(), error);
  }

  onBodySent(chunk: Buffer): void {
    this.#hooks.onBodySent?.(chunk);
  }

  onRequestSent(): void {
    this.#hooks.onRequestSent?.();
  }

  onResponseStarted(): void {
    this.#hooks.onResponseStarted?.();
  }

  #start(rawHeaders?: RawHeaders): OlderController {
    this.#controller ??= new OlderController(() => undefined);
    if (rawHeaders !== undefined) this.#controller.rawHeaders = toBuffers(rawHeaders);
    return this.#controller;
  }
}

/** The control of a request that calls the older form. */
class OlderController implements UndiciController {
  readonly #abort: (reason: Error) => void;
  rawHeaders: Buffer[] | null = null;
  rawTrailers: Buffer[] | null = null;
  aborted = false;
  paused = false;
  reason: Error | null = null;
  onResume: () => void = () => undefined;

  constructor(abort: (reason: Error) => void) {
    this.#abort = abort;
  }

  abort(reason: Error): void {
    if (this.aborted) return;
    this.aborted = true;
    this.reason = reason;
    this.#abort(reason);
  }

  pause(): void {
    this.paused = true;
  }

  resume(): void {
    if (!this.paused) return;
    this.paused = false;
    this.onResume();
  }
}

/** Returns names and values in turn, as they came; those of the parsed headers where they are unknown. */
function toRaw(raw: UndiciController["rawHeaders"], headers: Headers): Buffer[] {
  if (Array.isArray(raw)) return toBuffers(raw);
  return Object.entries(raw ?? headers).flatMap(([name, value]) =>
    [value ?? []].flat().flatMap((one) => toBuffers([name, String(one)])),
  );
}

function toBuffers(texts: RawHeaders): Buffer[] {
  return texts.map((text) => (typeof text === "string" ? Buffer.from(text, "latin1") : text));
}

/** Parses names and values in turn: names in lower case, repeated ones as arrays. */
function fromRaw(raw: RawHeaders): Record<string, string | string[]> {
  const headers: Record<string, string | string[]> = Object.create(null);
  for (let index = 0; index + 1 < raw.length; index += 2) {
    const name = raw[index]?.toString("latin1").toLowerCase() ?? "";
    const value = raw[index + 1]?.toString("latin1") ?? "";
    const before = headers[name];
    headers[name] = before === undefined ? value : [before, value].flat();
  }
  return headers;
}
