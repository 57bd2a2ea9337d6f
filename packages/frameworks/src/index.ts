/** @seamline/frameworks: existing applications beside Seamline, called in memory. */

// dispatchers of undici
export type { AnyDispatcher, AnyInterceptor, DispatcherOfAll } from "./dispatcher/any-dispatcher.ts";
export { createDispatcher, type DispatcherOptions, type MemoryDispatcher } from "./dispatcher/create-dispatcher.ts";
export { createInterceptor, type MemoryInterceptor } from "./dispatcher/create-interceptor.ts";
export { install } from "./dispatcher/install.ts";
export type { ServingOptions } from "./dispatcher/request-routing.ts";
export type { RouteMatch, Routes, RouteTarget } from "./dispatcher/routes.ts";
// sub-requests
export type {
  App,
  FastifyApp,
  FetchApp,
  FetchHandler,
  KoaApp,
  NestApp,
  NodeListener,
  ServerApp,
} from "./memory/app.ts";
export { isInternal } from "./memory/internal-request.ts";
// transports
export { type AppTransportOptions, createAppTransport } from "./transport/app-transport.ts";
export { type AppsOptions, apps } from "./transport/apps.ts";
