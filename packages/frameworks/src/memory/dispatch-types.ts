/**
 * The form of a sub-request: that of undici's `Dispatcher.dispatch(options, handler)`, so that one
 * handler serves a socket and an application in memory.
 * @see https://undici.nodejs.org/#/docs/api/Dispatcher?id=dispatcherdispatchoptions-handler
 */

/** Header fields by name; several values are several lines. */
export type HeaderFields = Readonly<Record<string, number | string | readonly string[] | undefined>>;

/** Header fields of a request: by name, as a flat list of names and values, or as pairs. */
export type RequestHeaders =
  | HeaderFields
  | readonly string[]
  | Iterable<readonly [string, string | readonly string[] | undefined]>;

/** The body of a request. Chunks of streams are texts or bytes. */
export type RequestBody = string | Uint8Array | Blob | FormData | AsyncIterable<unknown> | Iterable<unknown>;

/** One request. */
export interface DispatchOptions {
  /** Scheme and authority, of which `host` is made if no header states one. Default `http://localhost`. */
  readonly origin?: string | URL | undefined;
  /** The path with its query, as it stands in the first line of the request. */
  readonly path: string;
  /** The method, in capital letters. */
  readonly method: string;
  /** Header fields, in the order in which the application finds them. */
  readonly headers?: RequestHeaders | null | undefined;
  /** The body; none by default. */
  readonly body?: RequestBody | null | undefined;
  /** Parameters that are added to the path. */
  readonly query?: Readonly<Record<string, unknown>> | null | undefined;
  /** Requests for another protocol are refused: an upgrade needs a socket. */
  readonly upgrade?: boolean | string | null | undefined;
  /**
   * The largest head, in bytes; a larger one gets status 431, as from a server. Default: node's
   * `maxHeaderSize`, 16 KiB.
   */
  readonly maxHeaderSize?: number | undefined;
  /** The client asks for the end of the connection: `connection: close`. */
  readonly reset?: boolean | undefined;
}

/** Controls one request from the side of the caller. */
export interface DispatchController {
  /** True after `abort`. */
  readonly aborted: boolean;
  /** True between `pause` and `resume`. */
  readonly paused: boolean;
  /** The reason of `abort`. */
  readonly reason: Error | null;
  /** Names and values of the response's head, as the application wrote them. */
  readonly rawHeaders: Buffer[] | null;
  /** Names and values of the trailers. */
  readonly rawTrailers: Buffer[] | null;
  /** Ends the request: the application sees a client that went away. */
  abort(reason: Error): void;
  /** Holds back the response; the application sees back-pressure. */
  pause(): void;
  /** Goes on after `pause`. */
  resume(): void;
}

/**
 * Receives one response: `onRequestStart`, `onResponseStart` for each head (those of status 1xx come
 * first), `onResponseData`, and at last exactly one of `onResponseEnd` and `onResponseError`.
 */
export interface DispatchHandler {
  /** The request begins. */
  onRequestStart?(controller: DispatchController, context: unknown): void;
  /** A head: field names are in lower case, and repeated fields are lists. */
  onResponseStart?(
    controller: DispatchController,
    statusCode: number,
    headers: Record<string, string | string[]>,
    statusMessage?: string,
  ): void;
  /** A chunk of the body. */
  onResponseData?(controller: DispatchController, chunk: Buffer): void;
  /** The whole response has arrived. */
  onResponseEnd?(controller: DispatchController, trailers: Record<string, string | string[]>): void;
  /** No response, or not all of it. */
  onResponseError?(controller: DispatchController, error: Error): void;
}
