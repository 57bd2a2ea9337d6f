/** The publisher class in `handlers.ts`: a method for each event of a service. */

import type { EventModel, ServiceModel } from "../model/service-model.ts";
import { printDoc, printMembers } from "./layout.ts";
import { printEventDoc } from "./operation-doc.ts";
import { printSignature } from "./signature.ts";

/** The constants and the class, as blocks of the file; none for a service without events. */
export function printPublisher({ name, pascalName, events }: ServiceModel): readonly string[] {
  if (events.length === 0) return [];
  const transaction = nameTransaction(events);
  const methods = events.map((event) => printMethod(event, transaction));
  const contract = `  static override readonly contract: Contract = ${name}Contract;`;
  const doc = printDoc([
    `Publishes the events of the ${name} service. Take it from the messaging of its module.`,
    "",
    `@typeParam ${transaction} the transaction of the module's database in which an event is published.`,
  ]);
  return [
    events.map((event) => `const $${event.name} = getEvent(authored, ${JSON.stringify(event.name)});`).join("\n"),
    `${doc}export class ${pascalName}Publisher<${transaction} = unknown> extends EventPublisher<${transaction}> ${printMembers([contract, ...methods])}`,
  ];
}

/** The name of the type parameter, which must not hide the type of a payload. */
function nameTransaction(events: readonly EventModel[]): string {
  const types = new Set(events.map(({ payload }) => payload.given.text));
  let name = "Transaction";
  while (types.has(name)) name = `Own${name}`;
  return name;
}

function printMethod(event: EventModel, transaction: string): string {
  const { name, payload } = event;
  const parameters = [`transaction: ${transaction}`, `payload: ${payload.given.text}`, "options?: PublishOptions"];
  return [
    printDoc(printEventDoc(event), "  "),
    `${printSignature(name, parameters, ": Promise<void> {")}\n`,
    `    return this.publish($${name}, transaction, payload, options);\n`,
    "  }",
  ].join("");
}
