/**
 * Calls over any function in the form of undici's `dispatch`: the requests and the checks of
 * responses are those of the HTTP transport, without its connections. The function may serve them
 * in memory, or hand them to a dispatcher of the application's own.
 */

import type { CallRequest, Transport } from "@seamline/core";
import { createTransport, type Receiver, type SigningKey } from "@seamline/core/extend";
import { soon } from "@seamline/core/internal";
import { assertSettings, callback } from "@seamline/core/settings";
import { createSigner } from "@seamline/core/signing";
import type { Dispatcher } from "undici";
import { type HttpTarget, parseTarget } from "../binding/http-target.ts";
import { Exchange } from "./exchange.ts";
import { assertForeignOptions, toForeignHeaders } from "./foreign/foreign-headers.ts";
import { transportOverSetting } from "./http-settings.ts";
import { ContractNotes, encodeCall, type RequestDestination, writeCall } from "./request-writer.ts";

/** Destination and signatures of a transport over a dispatch function. */
export interface TransportOverOptions {
  /**
   * The origin of the requests and the prefix of their paths: `http(s)://host[:port][/base]`.
   * Default `http://localhost`.
   */
  readonly url?: string;
  /** Signing keys, of which the first signs every call. Default: calls are not signed. */
  readonly keys?: readonly SigningKey[];
  /** `true` for a callee that does not know Seamline, as in `createHttpTransport`. Default `false`. */
  readonly foreign?: boolean;
  /** Header fields of every call to a foreign callee, such as its API key. Default: none. */
  readonly headers?: Readonly<Record<string, string>>;
  /**
   * Called once by `close()`, after the last exchange has ended. Default: nothing to close; the
   * dispatcher behind the function belongs to its owner.
   */
  readonly onClose?: () => Promise<void>;
}

/**
 * Creates a transport that makes each call by one `dispatch(options, handler)`. Requests have no
 * timeouts of undici: the deadline of the call covers headers and body. The number of calls under
 * way is not bounded here; the policy `concurrency` bounds it.
 * @param dispatch calls the handler as undici's dispatchers do; an error that it throws fails the
 * call.
 * @throws {TypeError} for an invalid option.
 * @example
 * ```ts
 * import { createClient, defineContract } from "@seamline/core";
 * import { createTransportOver } from "@seamline/http/extend";
 *
 * const clock = defineContract("clock", { operations: { tick: {} } });
 * const transport = createTransportOver(({ method, path }, handler) => {
 *   console.log(method, path); // POST /clock/tick
 *   queueMicrotask(() => handler.onResponseError?.(null as never, new Error("no clock here")));
 *   return true;
 * });
 * await createClient(clock, transport).tick().catch(({ code }) => console.log(code)); // internal
 * ```
 */
export function createTransportOver(dispatch: Dispatcher.Dispatch, options: TransportOverOptions = {}): Transport {
  assertSettings("createTransportOver", callback, dispatch);
  assertSettings("createTransportOver", transportOverSetting, options);
  assertForeignOptions(options);
  const { origin, basePath } = readUrl(options.url ?? "http://localhost");
  const to: RequestDestination = {
    origin,
    basePath,
    signer: createSigner(options.keys ?? []),
    contractNotes: new ContractNotes(),
    foreign: options.foreign === true ? toForeignHeaders(options.headers) : undefined,
  };
  const underWay = new Set<symbol>();
  let closed: Promise<void> | undefined;
  let onIdle: (() => void) | undefined;
  const events = {
    secure: origin.startsWith("https:"),
    keyId: options.keys?.[0]?.id,
    foreign: options.foreign === true,
    onFree(ticket: symbol): void {
      underWay.delete(ticket);
      if (underWay.size === 0) onIdle?.();
    },
  };
  const send = (request: CallRequest, receiver: Receiver): void => {
    const { context, operation } = request;
    if (closed !== undefined) {
      throw context.fail("unavailable", `${operation.id} was called after its transport was closed`);
    }
    const exchange = new Exchange<symbol>(request, encodeCall(request), receiver, events);
    context.onCancel((error) => exchange.cancel(error));
    if (context.cancellation !== undefined) return;
    const ticket = Symbol();
    underWay.add(ticket);
    // A function may call its handler before it returns; a receiver is called later in any case.
    soon(() => {
      if (context.cancellation !== undefined) events.onFree(ticket);
      else start(exchange, ticket);
    });
  };
  const start = (exchange: Exchange<symbol>, ticket: symbol): void => {
    try {
      const written = writeCall(to, exchange.begin(ticket), exchange.encoded);
      dispatch({ ...written, headersTimeout: 0, bodyTimeout: 0 }, exchange);
    } catch (reason) {
      exchange.onResponseError(null, reason);
    }
  };
  const close = async (): Promise<void> => {
    if (underWay.size > 0) {
      await new Promise<void>((resolve) => {
        onIdle = resolve;
      });
    }
    await options.onClose?.();
  };
  return createTransport(
    (request, receiver) => {
      try {
        send(request, receiver);
      } catch (reason) {
        soon(() => receiver.fail(reason));
      }
    },
    () => {
      closed ??= close();
      return closed;
    },
  );
}

function readUrl(url: string): HttpTarget {
  const [, scheme = "", rest = ""] = /^(https?):(.*)$/s.exec(url) ?? [];
  const faults: string[] = [];
  const addFault = (position: number, message: string): unknown =>
    faults.push(`${JSON.stringify(url)} at character ${position + 1}: ${message}`);
  // Nothing is looked up or connected to: an address that machines keep credentials at is a name.
  const target = scheme === "" ? undefined : parseTarget(scheme, rest, addFault, true);
  if (target !== undefined) return target;
  throw new TypeError(`url: expected http(s)://host[:port][/base]; ${faults.join("; ") || `found ${url}`}`);
}
