/** `index.ts`: the face of a client package. */

import type { ServiceModel } from "../model/service-model.ts";
import { joinBlocks, printHeader, printList } from "./layout.ts";
import { sortNames } from "./source-import.ts";

/** Prints the file. */
export function printIndex(model: ServiceModel): string {
  const { pascalName, declarations, errors } = model;
  const types = [...declarations.map((declaration) => declaration.name), ...(model.usesJsonValue ? ["JsonValue"] : [])];
  const lines = [
    printList("export ", [`${pascalName}Client`, `type ${pascalName}SafeClient`], ' from "./client.ts";'),
    model.events.length > 0
      ? printList("export ", [`type ${pascalName}Events`, `${model.name}Events`], ' from "./events.ts";')
      : "",
    printList("export ", sortNames(errors.map((error) => error.className)), ' from "./errors.ts";'),
    printList("export type ", sortNames(types), ' from "./types.ts";'),
  ];
  return joinBlocks([printHeader(model.contractPath), lines.filter((line) => line !== "").join("\n")]);
}
