/** The classes of each service, for errors about classes that a module cannot resolve. */

import type { ServiceClientClass } from "@seamline/core";
import type { ServiceIdentifier } from "inversify";
import { isEmpty, type MissingToken, printToken } from "../container/module-container.ts";

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
    if (isEmpty(token)) return explainEmpty(service, token, path.at(-2));
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

/** Explains a dependency whose token was undefined when its decorator ran. */
function explainEmpty(service: string, token: unknown, user: ServiceIdentifier | undefined): string {
  const where = typeof user === "function" ? `${findPlace(user, token)} of ${printToken(user)}` : "a dependency";
  return `The module ${service} cannot resolve ${where}: its token is ${String(token)}; is there a circular import? Import the token from the file that declares it, without a cycle, or wrap it: new LazyServiceIdentifier(() => Token).`;
}

/** The part of inversify's metadata of a class that is read here. */
interface ClassMetadata {
  readonly constructorArguments?: readonly { readonly value?: unknown }[];
  readonly properties?: ReadonlyMap<string | symbol, { readonly value?: unknown }>;
}

/** The parameter or property of a class that has a token. */
function findPlace(type: object, token: unknown): string {
  const read: unknown = Reflect.get(Reflect, "getOwnMetadata"); // of the package reflect-metadata
  const metadata: ClassMetadata | undefined =
    typeof read === "function" ? read("@inversifyjs/core/classMetadataReflectKey", type) : undefined;
  const index = metadata?.constructorArguments?.findIndex((argument) => argument.value === token) ?? -1;
  if (index >= 0) return `parameter ${index} of the constructor`;
  const property = [...(metadata?.properties ?? [])].find(([, { value }]) => value === token)?.[0];
  return property === undefined ? "a dependency" : `the property ${String(property)}`;
}
