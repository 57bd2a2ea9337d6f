/** @seamline/http: HTTP transports and listeners. */

export type { SkewReport } from "@seamline/core/wire";
// clients
export type { ClientTls } from "./client/client-tls.ts";
export { createHttpTransport, type HttpTransportOptions } from "./client/client-transport.ts";
export { type HttpOptions, http, type ProviderTls } from "./client/http-provider.ts";
// security
export type { Identify, PemText, TlsMaterial, TlsVersion } from "./security/tls.ts";
// servers
export type { Authenticate, PublicRequest } from "./server/admission.ts";
export type { CorsOptions } from "./server/cors.ts";
export { type Listening, type ListenOptions, listen } from "./server/listen.ts";
export type { InternalListenerOptions, ListenerOptions, PublicListenerOptions } from "./server/listener-options.ts";
export type { InternalTls, ListenerTls } from "./server/listener-tls.ts";
export type { OpenapiPagesOptions } from "./server/pages/openapi-pages-options.ts";
export type { UpstreamOptions } from "./server/upstream/upstream-options.ts";
