/** What becomes of requests that no handler answers; the words are msw's. */

/** A request without a handler, and msw's own treatments of it. */
export interface UnhandledRequest {
  /** The request, in msw's form. */
  readonly frame: {
    /** Never another one here. */
    readonly protocol: "http";
    /** The parts of the frame. */
    readonly data: {
      /** The request, whose body has not been read. */
      readonly request: Request;
    };
  };
  /** The treatments that `warn` and `error` stand for. */
  readonly defaults: {
    /** Prints a warning; the request goes on to the network. */
    warn(): void;
    /** Prints an error; the request fails. */
    error(): void;
  };
}

/**
 * `bypass` passes requests on, `warn` prints them too, `error` fails them; or decide by yourself.
 */
export type OnUnhandledFrame = "bypass" | "warn" | "error" | ((unhandled: UnhandledRequest) => void | Promise<void>);

/** Decides; `false` when the request must fail. */
export async function mayPass(request: Request, onUnhandledFrame: OnUnhandledFrame): Promise<boolean> {
  let passes = true;
  const text = `${request.method} ${request.url} has no request handler`;
  const defaults = {
    warn: () =>
      console.warn(
        `[seamline] Warning: ${text}; it goes to the network. Write a handler, or set onUnhandledFrame to "bypass"`,
      ),
    error: () => {
      passes = false;
      console.error(`[seamline] Error: ${text}, and onUnhandledFrame says that it fails. Write a handler for it`);
    },
  };
  if (typeof onUnhandledFrame === "function") {
    await onUnhandledFrame({ frame: { protocol: "http", data: { request } }, defaults });
  } else if (onUnhandledFrame !== "bypass") {
    defaults[onUnhandledFrame]();
  }
  return passes;
}
