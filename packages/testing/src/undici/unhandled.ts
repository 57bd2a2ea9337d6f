/** The reaction to requests that no handler matches, in msw's terms. */

/** A request without a handler, and msw's default reactions to it. */
export interface UnhandledRequest {
  /** The request, in msw's form. */
  readonly frame: {
    /** Always `http` here. */
    readonly protocol: "http";
    /** The data of the frame. */
    readonly data: {
      /** The request, whose body has not been read. */
      readonly request: Request;
    };
  };
  /** The reactions `warn` and `error`. */
  readonly defaults: {
    /** Prints a warning; the request continues to the network. */
    warn(): void;
    /** Prints an error; the request fails. */
    error(): void;
  };
}

/**
 * The reaction to unhandled requests: `bypass` sends them to the network, `warn` also prints them,
 * `error` fails them; a function decides for each.
 */
export type OnUnhandledFrame = "bypass" | "warn" | "error" | ((unhandled: UnhandledRequest) => void | Promise<void>);

/** Runs the reaction; resolves to `false` if the request must fail. */
export async function mayPass(request: Request, onUnhandledFrame: OnUnhandledFrame): Promise<boolean> {
  let passes = true;
  const text = `${request.method} ${request.url} has no request handler`;
  const defaults = {
    warn: () =>
      console.warn(
        `[seamline] Warning: ${text}; it continues to the network. Add a handler, or set onUnhandledFrame to "bypass"`,
      ),
    error: () => {
      passes = false;
      console.error(`[seamline] Error: ${text}, and fails by onUnhandledFrame. Add a handler for it`);
    },
  };
  if (typeof onUnhandledFrame === "function") {
    await onUnhandledFrame({ frame: { protocol: "http", data: { request } }, defaults });
  } else if (onUnhandledFrame !== "bypass") {
    defaults[onUnhandledFrame]();
  }
  return passes;
}
