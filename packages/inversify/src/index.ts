/** @seamline/inversify: one container per module, and clients for existing containers. */

export { clientBindings } from "./container/client-bindings.ts";
export { defineInversifyModule, type InversifyModuleOptions } from "./module/define-inversify-module.ts";
