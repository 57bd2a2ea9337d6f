/** `openapi.json`: the HTTP side of one contract as an OpenAPI 3.1 document. */

import { createOpenapiDocument } from "@seamline/core/openapi";
import type { ServiceModel } from "../model/service-model.ts";
import { printJson } from "./json-text.ts";

/** Prints the file. `info.version` is a hash of the content. */
export function printOpenapi({ contract }: Pick<ServiceModel, "contract">): string {
  return `${printJson(createOpenapiDocument({ contracts: [contract], operationIds: "name" }))}\n`;
}
