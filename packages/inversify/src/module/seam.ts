/** The classes of each service, for errors about classes that a module cannot resolve. */

import type { ServiceClientClass } from "@seamline/core";
import type { ServiceIdentifier } from "inversify";
import { type MissingToken, printToken } from "../container/module-container.ts";

/**
 * The defined modules: the service of each class of handlers, and the client class of each service.
 */
export class Seam {
  readonly #owners = new WeakMap<object, string>();
  readonly #clients = new Map<string, ServiceClientClass>();

  /** Adds a defined module. */
  add(service: string, handlers: ServiceIdentifier, uses: readonly ServiceClientClass[]): void {
    if (typeof handlers === "function") this.#owners.set(handlers, service);
    for (const type of uses) this.#clients.set(type.contract.name, type);
  }

  /**
   * Explains a token that a module cannot resolve: its owner, the classes that require it, and the
   * next step.
   */
  explain(service: string, uses: readonly ServiceClientClass[], { token, path }: MissingToken): string {
    const name = printToken(token);
    const required = path.length > 1 ? ` Required by ${path.map(printToken).join(" → ")}.` : "";
    const owner = typeof token === "function" ? this.#owners.get(token) : undefined;
    if (owner !== undefined && owner !== service) {
      const client = this.#nameClient(owner);
      const declare = uses.some(({ contract }) => contract.name === owner) ? "" : " and add it to `uses`";
      return `The module ${service} cannot resolve ${name}: it belongs to the module ${owner}. Inject ${client} instead${declare}.${required}`;
    }
    if (isClient(token)) return `The module ${service} does not declare ${name}; add it to \`uses\`.${required}`;
    const declared = uses.map((type) => type.name).join(", ") || "none";
    return `The module ${service} cannot resolve ${name}: nothing is bound for it. Bind it in \`bindings\`; call another module through its client, declared in \`uses\` (declared: ${declared}).${required}`;
  }

  #nameClient(service: string): string {
    return this.#clients.get(service)?.name ?? `${service.charAt(0).toUpperCase()}${service.slice(1)}Client`;
  }
}

/**
 * Returns `true` for a client class, recognised by its shape: another copy of the core package may
 * have created it.
 */
function isClient(token: ServiceIdentifier): boolean {
  const { contract, errors } = token as Partial<ServiceClientClass>;
  return typeof token === "function" && typeof contract?.operations === "object" && typeof errors === "object";
}
