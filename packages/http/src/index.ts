/** @seamline/http: HTTP transports and listeners. */

// clients
export { createHttpTransport, type HttpTransportOptions } from "./client/client-transport.ts";
export { type HttpOptions, http } from "./client/http-provider.ts";
// servers
export type { Authenticate, PublicRequest } from "./server/admission.ts";
export { type Listening, type ListenOptions, listen } from "./server/listen.ts";
export type { ListenerOptions, PublicListenerOptions } from "./server/listener-options.ts";
export type { SkewReport } from "./server/skew.ts";
