/** What lies across a seam: which classes belong to which service, and how to explain that one of them cannot be resolved. */

import type { ServiceClientClass } from "@seamline/core";
import type { ServiceIdentifier } from "inversify";
import { type MissingToken, printToken } from "../container/module-container.ts";

/** The modules that have been defined: whose each class of handlers is, and which class is the client of which service. */
export class Seam {
  readonly #owners = new WeakMap<object, string>();
  readonly #clients = new Map<string, ServiceClientClass>();

  /** Adds a module, as it is defined. */
  add(service: string, handlers: ServiceIdentifier, uses: readonly ServiceClientClass[]): void {
    if (typeof handlers === "function") this.#owners.set(handlers, service);
    for (const type of uses) this.#clients.set(type.contract.name, type);
  }

  /** Explains what a module cannot resolve, who asked for it, and what to do. */
  explain(service: string, uses: readonly ServiceClientClass[], { token, path }: MissingToken): string {
    const name = printToken(token);
    const asked = path.length > 1 ? ` Asked for by ${path.map(printToken).join(" → ")}.` : "";
    const owner = typeof token === "function" ? this.#owners.get(token) : undefined;
    if (owner !== undefined && owner !== service) {
      const client = this.#nameClient(owner);
      const declare = uses.some(({ contract }) => contract.name === owner) ? "" : " and add it to `uses`";
      return `The module ${service} cannot resolve ${name}: it belongs to the module ${owner}. Inject ${client} instead${declare}.${asked}`;
    }
    if (isClient(token)) return `The module ${service} does not declare ${name}; add it to \`uses\`.${asked}`;
    const declared = uses.map((type) => type.name).join(", ") || "none";
    return `The module ${service} cannot resolve ${name}: nothing is bound for it. Bind it in \`bindings\`; what belongs to another module is reached through that module's client, declared in \`uses\` (declared: ${declared}).${asked}`;
  }

  #nameClient(service: string): string {
    return this.#clients.get(service)?.name ?? `${service.charAt(0).toUpperCase()}${service.slice(1)}Client`;
  }
}

/** By its shape, not its ancestry: another copy of the core package in this process makes clients too. */
function isClient(token: ServiceIdentifier): boolean {
  const { contract, errors } = token as Partial<ServiceClientClass>;
  return typeof token === "function" && typeof contract?.operations === "object" && typeof errors === "object";
}
