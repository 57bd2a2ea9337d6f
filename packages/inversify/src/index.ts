/** @seamline/inversify: one container per module, and clients for containers that exist already. */

export { clientBindings } from "./container/client-bindings.ts";
export { defineInversifyModule, type InversifyModuleOptions } from "./module/define-inversify-module.ts";
