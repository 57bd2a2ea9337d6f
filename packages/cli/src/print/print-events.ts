/** `events.ts`: the events of a service, typed with their payloads, for the modules that handle them. */

import type { EventModel, ServiceModel } from "../model/service-model.ts";
import { joinBlocks, printDoc, printHeader, printMembers } from "./layout.ts";
import { printEventDoc } from "./operation-doc.ts";
import { declaredNames, printContractImport, printImport, printTypeImport } from "./source-import.ts";

/** Prints the file; `undefined` for a service without events. */
export function printEvents(model: ServiceModel): string | undefined {
  const { name, pascalName, events } = model;
  if (events.length === 0) return undefined;
  const entries = events.map(
    (event) => `  ${event.name}: getEvent<${event.payload.received.text}>(contract, ${JSON.stringify(event.name)}),\n`,
  );
  return joinBlocks([
    printHeader(model.contractPath),
    [
      printImport(["type ContractEvent", "getEvent"], "@seamline/core/generated"),
      printContractImport(model.exportName, "contract", model.contractPath, "import"),
      printTypeImport(declaredNames(events.map(({ payload }) => payload.received)), "./types.ts"),
    ]
      .filter((line) => line !== "")
      .join("\n"),
    `${printDoc([`The events of the ${name} service, by name.`])}export interface ${pascalName}Events ${printMembers(events.map(printMember))}`,
    `${printDoc([`The events of the ${name} service, to handle them.`])}export const ${name}Events: ${pascalName}Events = {\n${entries.join("")}};`,
  ]);
}

function printMember(event: EventModel): string {
  return `${printDoc(printEventDoc(event), "  ")}  readonly ${event.name}: ContractEvent<${event.payload.received.text}>;`;
}
