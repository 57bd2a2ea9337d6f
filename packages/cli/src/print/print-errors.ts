/** `errors.ts`: one class for each declared error. */

import type { ErrorModel, ServiceModel } from "../model/service-model.ts";
import { joinBlocks, printDoc, printHeader } from "./layout.ts";
import { declaredNames, printImport, printTypeImport } from "./source-import.ts";

/** Prints the file; `undefined` for a service without declared errors. */
export function printErrors(model: ServiceModel): string | undefined {
  if (model.errors.length === 0) return undefined;
  const details = model.errors.flatMap(({ details: use }) => [use?.given, use?.received]);
  return joinBlocks([
    printHeader(model.contractPath),
    [
      printImport(
        ["DeclaredError", "type DeclaredErrorIdentity", "type DeclaredErrorOptions"],
        "@seamline/core/generated",
      ),
      printTypeImport(declaredNames(details), "./types.ts"),
    ]
      .filter((line) => line !== "")
      .join("\n"),
    ...model.errors.map((error) => printClass(model.name, error)),
  ]);
}

function printClass(service: string, error: ErrorModel): string {
  const { className, reason, code, message, details } = error;
  const lines = [
    `export class ${className} extends DeclaredError<${details?.received.text ?? "undefined"}> {`,
    "  static override readonly identity: DeclaredErrorIdentity = {",
    `    service: ${JSON.stringify(service)},`,
    `    reason: ${JSON.stringify(reason)},`,
    `    code: ${JSON.stringify(code)},`,
    `    message: ${JSON.stringify(message)},`,
    "  };",
    `  declare readonly reason: ${JSON.stringify(reason)};`,
    `  declare readonly code: ${JSON.stringify(code)};`,
    "",
    ...printConstructor(error),
    "}",
  ];
  return `${printDoc([`\`${code}\`: ${message}.`])}${lines.join("\n")}`;
}

function printConstructor({ className, details }: ErrorModel): readonly string[] {
  if (details === undefined) {
    return [
      "  constructor(options?: DeclaredErrorOptions);",
      "  /** The form by which clients rebuild a received error, which has no details. */",
      "  constructor(details: undefined, options?: DeclaredErrorOptions);",
      "  constructor(first?: DeclaredErrorOptions, second?: DeclaredErrorOptions) {",
      `    super(${className}.identity, undefined, second ?? first);`,
      "  }",
    ];
  }
  const { given, received } = details;
  const argument = given.text === received.text ? "details" : `details as ${received.text}`;
  return [
    `  constructor(details: ${given.text}, options?: DeclaredErrorOptions) {`,
    `    super(${className}.identity, ${argument}, options);`,
    "  }",
  ];
}
