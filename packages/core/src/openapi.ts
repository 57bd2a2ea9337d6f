/**
 * @seamline/core/openapi: OpenAPI documents of contracts, for Seamline's own packages. No semantic
 * versioning, as for `@seamline/core/internal`; a separate face, because only documents need it.
 */

// schemas
export {
  convertSchemas,
  type JsonObject,
  type OpenapiSchemas,
  refTo,
  type SchemaRequest,
} from "./openapi/convert-schemas.ts";
// documents
export { type ContractSelection, createOpenapiDocument, isSameRoute } from "./openapi/create-document.ts";
export { findOpenapiFaults } from "./openapi/openapi-faults.ts";
export type {
  ApiKeyScheme,
  HttpScheme,
  MutualTlsScheme,
  OauthScheme,
  OpenapiContact,
  OpenapiLicense,
  OpenapiOptions,
  OpenapiServer,
  OpenIdScheme,
  SecurityScheme,
} from "./openapi/openapi-options.ts";
export { openapiSettings } from "./openapi/openapi-options.ts";
export { printDefault } from "./schema/default-value.ts";
export { isJsonValue } from "./schema/json-value.ts";
export { collectNamedSchemas, idOf, type NamedSchema, type RootSchema } from "./schema/named-schemas.ts";
export {
  createCodecTest,
  createTwoViewsTest,
  domainChildrenOf,
  isOptional,
  type View,
} from "./schema/schema-view.ts";
