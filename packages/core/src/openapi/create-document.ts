/** Contracts as one OpenAPI 3.1 document. */

import type { HttpRoute } from "../contract/http-route.ts";
import type { Contract, Operation } from "../contract/operation.ts";
import { findBuiltin } from "../platform/builtin.ts";
import { createComponentNames } from "./component-names.ts";
import type { JsonObject } from "./convert-schemas.ts";
import { keepReferenced } from "./keep-referenced.ts";
import type { OpenapiOptions } from "./openapi-options.ts";
import { printOperation } from "./operation-object.ts";
import { sharedSchemas } from "./problem-schemas.ts";
import { createSecurity } from "./security.ts";
import { readService } from "./service-part.ts";
import { sharedComponents } from "./shared-parts.ts";

/** The operations of a document. */
export interface ContractSelection {
  /** In the order of their tags; each name once. */
  readonly contracts: readonly Contract[];
  /** Selects operations. Default: all. */
  readonly includes?: (operation: Operation) => boolean;
  /**
   * The form of operation ids: `getMenu`, unique in one contract, or `restaurant.getMenu`. Default:
   * with the service.
   */
  readonly operationIds?: "name" | "service.name";
}

/** Two operations that one document cannot hold: OpenAPI has one for each method and path. */
class SameRoute extends Error {}

/** Tests for the error of {@link createOpenapiDocument}. */
export function isSameRoute(reason: unknown): reason is Error {
  return reason instanceof SameRoute;
}

/**
 * Creates a document. Names that mean different schemas in two contracts get the name of their
 * service in front: `Item` becomes `RestaurantItem` and `CourierItem`.
 * @throws {Error} if two operations have the same method and path, see {@link isSameRoute}.
 */
export function createOpenapiDocument(
  { contracts, includes = () => true, operationIds = "service.name" }: ContractSelection,
  options: OpenapiOptions = {},
): JsonObject {
  const services = contracts.map((contract) => ({
    contract,
    operations: Object.values(contract.operations).filter(includes),
  }));
  const tagged = services.filter(({ operations }) => operations.length > 0 || contracts.length === 1);
  const names = createComponentNames(
    tagged.map(({ contract, operations }) => ({
      service: contract.name,
      schemas: contracts.length === 1 ? new Map() : readService(operations, (name) => name).schemas,
    })),
  );
  const security = createSecurity(options);
  const paths: Record<string, JsonObject> = {};
  const routes = createRoutes();
  const schemas = new Map<string, JsonObject>();
  for (const { contract, operations } of tagged) {
    const rename = (name: string): string => names(contract.name, name);
    const part = readService(operations, rename);
    for (const [name, schema] of part.schemas) schemas.set(name, schema);
    for (const { operation, schemas: own } of part.operations) {
      const template = routes.add(operation);
      const item = paths[template.path] ?? {};
      paths[template.path] = item;
      item[operation.http.method.toLowerCase()] = printOperation(
        operation,
        { ...own, template },
        {
          id: operationIds === "name" ? operation.name : operation.id,
          nameError: rename,
          security: security.of(operation),
        },
      );
    }
  }
  for (const [name, schema] of sharedSchemas) schemas.set(name, schema);
  const content = {
    servers: options.servers?.map((server) => (typeof server === "string" ? { url: server } : server)),
    tags: tagged.map(({ contract }) => ({ name: contract.name, description: describeTag(contract) })),
    paths,
    components: {
      ...keepReferenced(paths, { ...sharedComponents, schemas: Object.fromEntries(schemas) }),
      securitySchemes: options.securitySchemes,
    },
  };
  return { openapi: "3.1.0", info: printInfo(contracts, options, content), ...content };
}

function printInfo(contracts: readonly Contract[], options: OpenapiOptions, content: JsonObject): JsonObject {
  const [first, ...others] = contracts;
  const only = others.length === 0 ? first : undefined;
  return {
    title: options.title ?? only?.name ?? "API",
    summary: options.summary ?? only?.summary,
    description: options.description ?? only?.description?.trim(),
    termsOfService: options.termsOfService,
    contact: options.contact,
    license: options.license,
    version: options.version ?? hash(content),
  };
}

/** A short hash: two documents with the same are equal. */
function hash(content: JsonObject): string {
  const crypto = findBuiltin("node:crypto");
  if (crypto === undefined) throw new TypeError("createOpenapiDocument: expected Node or a version, found neither");
  return crypto.createHash("sha256").update(JSON.stringify(content)).digest("hex").slice(0, 12);
}

function describeTag({ name, summary, description }: Contract): string {
  const text = [summary, description?.trim()].filter((one) => one !== undefined).join("\n\n");
  return text === "" ? `The operations of ${name}.` : text;
}

/** The paths of a document: OpenAPI treats those that differ in names of placeholders as identical. */
function createRoutes(): { add(operation: Operation): HttpRoute } {
  const templates = new Map<string, HttpRoute>();
  const taken = new Map<string, Operation>();
  return {
    add(operation) {
      const { http } = operation;
      const shape = http.path.replaceAll(/\{[^}]*\}/g, "{}");
      const other = taken.get(`${http.method} ${shape}`);
      if (other !== undefined) {
        throw new SameRoute(
          `${operation.id}: expected a route of its own, found ${http.method} ${http.path}, which ${other.id} has; give one of them another path, or leave one of the services out`,
        );
      }
      taken.set(`${http.method} ${shape}`, operation);
      const template = templates.get(shape) ?? http;
      templates.set(shape, template);
      return template;
    },
  };
}
