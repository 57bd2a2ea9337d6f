/**
 * `contract-types.check.ts`: assertions that fail in `tsc` if the contract has changed since the
 * last generation.
 */

import type {
  ErrorModel,
  EventModel,
  OperationModel,
  ServiceModel,
  TypeName,
  TypeUse,
} from "../model/service-model.ts";
import { text, union } from "../schema/type-node.ts";
import { joinBlocks, lineWidth, printHeader } from "./layout.ts";
import { printContractImport, printTypeImport } from "./source-import.ts";
import { joinType, printType } from "./type-text.ts";

/** The type helpers of the checks. Each uses only those above it. */
const prelude: readonly string[] = [
  'type Stale = "The generated types differ from the contract: run `seamline generate`";',
  "type Same<One, Other> =\n  (<Type>() => Type extends One ? 1 : 2) extends <Type>() => Type extends Other ? 1 : 2 ? true : Stale;",
  "type Takes<Wide, Narrow> = [Narrow] extends [Wide] ? true : Stale;",
  "type Check<Holds extends true> = Holds;",
  "type Part<Definition, Key extends string> = Definition extends { readonly [K in Key]: infer Value } ? Value : undefined;",
  "type Given<Schema> = Schema extends z.core.$ZodType ? z.input<Schema> : Schema;",
  "type Received<Schema> = Schema extends z.core.$ZodType ? z.output<Schema> : Schema;",
  'type Operations = (typeof contract)["definition"]["operations"];',
  "type Of<Name extends keyof Operations, Key extends string> = Part<Operations[Name], Key>;",
  'type Events = Part<(typeof contract)["definition"], "events">;',
  'type OfEvent<Name extends string> = Part<Part<Events, Name>, "payload">;',
  'type OfError<Name extends keyof Operations, Reason extends string, Key extends string> =\n  Part<Part<Of<Name, "errors">, Reason>, Key>;',
];

/** Prints the file. */
export function printCheck(model: ServiceModel): string {
  const names = printNames(model.operations.map(({ name }) => name));
  const operations = model.operations.map(printOperation).join("");
  const checks = joinBlocks([
    `${joinType("type Known = ", names)};`,
    "export type Names = Check<Same<keyof Operations, Known>>;",
    `export interface Checks ${operations === "" ? "{}" : `{\n${operations}}`}`,
    ...printEvents(model.events),
  ]);
  const words = printPrelude(checks);
  const imports = [
    words.includes(" z.") ? printTypeImport(["z"], "zod") : "",
    printContractImport(model.exportName, "contract", model.contractPath, "import type"),
    checks.includes("types.") ? 'import type * as types from "./types.ts";' : "",
  ];
  return joinBlocks([
    `${printHeader(model.contractPath)}\n${about}`,
    imports.filter((line) => line !== "").join("\n"),
    words,
    checks.trimEnd(),
  ]);
}

/** The checks of the events' names and payloads; none without events. */
function printEvents(events: readonly EventModel[]): readonly string[] {
  if (events.length === 0) return [];
  const names = printNames(events.map(({ name }) => name));
  const checks = events.map(({ name, payload }) => {
    const fields = printUse("payload", "givenPayload", payload, "received", `OfEvent<${JSON.stringify(name)}>`);
    return `  ${name}: {\n${fields.map(printField).join("")}  };\n`;
  });
  return [
    `${joinType("type KnownEvents = ", names)};`,
    "export type EventNames = Check<Same<keyof Events, KnownEvents>>;",
    `export interface EventChecks {\n${checks.join("")}}`,
  ];
}

const about =
  "// The types of this folder equal those of the contract. For the type checker alone: nothing imports this file.";

/** The helpers that the checks use, so that none is reported as unused. */
function printPrelude(checks: string): string {
  let after = checks;
  for (const word of prelude.toReversed()) {
    const name = /^type (\w+)/.exec(word)?.[1] ?? "";
    if (new RegExp(`\\b${name}\\b`).test(after)) after = `${word}\n${after}`;
  }
  return after.slice(0, -checks.length).trimEnd();
}

function printOperation({ operation, name, input, output, errors }: OperationModel): string {
  const { definition } = operation;
  const of = (key: string): string => `Of<${JSON.stringify(name)}, ${JSON.stringify(key)}>`;
  const checks = [
    ...(definition.input === undefined
      ? [absent("input", of("input"))]
      : printPart("input", input, operation.streaming?.input, of("input"))),
    ...(output === undefined
      ? [absent("output", of("output"))]
      : printPart("output", output, operation.streaming?.output, of("output"))),
    ...(definition.errors === undefined ? [absent("errors", of("errors"))] : printErrors(name, errors, of("errors"))),
  ];
  return `  ${name}: {\n${checks.map(printField).join("")}  };\n`;
}

/** The checks of an input or output. A stream has its kind compared, and the type of its items. */
function printPart(
  part: "input" | "output",
  use: TypeUse,
  streams: "none" | "items" | "bytes" | undefined,
  schema: string,
): TypeCheck[] {
  const [view, other] =
    part === "input" ? (["given", "handlerInput"] as const) : (["received", "handlerOutput"] as const);
  if (streams === undefined || streams === "none") return printUse(part, other, use, view, schema);
  const kind = { name: `${part}Streams`, condition: `Same<${JSON.stringify(streams)}, Part<${schema}, "streams">>` };
  if (streams === "bytes") return [kind];
  return [kind, ...printUse(`${part}Item`, `${other}Item`, use, view, `Part<${schema}, "item">`)];
}

interface TypeCheck {
  readonly name: string;
  readonly condition: string;
  readonly comment?: string;
}

function printField({ name, condition, comment }: TypeCheck): string {
  const before = comment === undefined ? "" : `    // ${comment}\n`;
  const line = `    ${name}: Check<${condition}>;`;
  return `${before}${line.length <= lineWidth ? line : `    ${name}: Check<\n      ${condition}\n    >;`}\n`;
}

function absent(name: string, part: string): TypeCheck {
  return { name, condition: `Same<undefined, ${part}>` };
}

/**
 * The check of each view. With codecs zod's input type is that of the wire, so the domain types are
 * compared.
 */
function printUse(
  main: string,
  other: string,
  use: TypeUse,
  mainView: "given" | "received",
  schema: string,
): TypeCheck[] {
  const received = `Same<${mention(use.received)}, Received<${schema}>>`;
  if (!use.twoViews) return [{ name: main, condition: received }];
  const names = mainView === "given" ? { given: main, received: other } : { given: other, received: main };
  const given: TypeCheck = use.hasCodec
    ? {
        name: names.given,
        condition: `Takes<${mention(use.given)}, Received<${schema}>>`,
        comment: "Zod infers no type with codecs applied and defaults omitted: the complete type must be accepted.",
      }
    : { name: names.given, condition: `Same<${mention(use.given)}, Given<${schema}>>` };
  const checks: TypeCheck[] = [given, { name: names.received, condition: received }];
  return mainView === "given" ? checks : checks.reverse();
}

function printErrors(operation: string, errors: readonly ErrorModel[], declared: string): readonly TypeCheck[] {
  const names = printNames(errors.map((error) => error.reason));
  return [
    { name: "errors", condition: `Same<${names}, keyof ${declared}>` },
    ...errors.flatMap(({ reason, code, details }): TypeCheck[] => {
      const of = (key: string): string =>
        `OfError<${[operation, reason, key].map((word) => JSON.stringify(word)).join(", ")}>`;
      return [
        { name: `${reason}Code`, condition: `Same<${JSON.stringify(code)}, ${of("code")}>` },
        ...(details === undefined
          ? [absent(`${reason}Details`, of("details"))]
          : printUse(`${reason}Details`, `${reason}GivenDetails`, details, "received", of("details"))),
      ];
    }),
  ];
}

function mention(type: TypeName): string {
  return type.declared ? `types.${type.text}` : type.text;
}

/** A union of names, one per line if they are many. */
function printNames(names: readonly string[]): string {
  return printType(union(names.map((name) => text(JSON.stringify(name)))), "", 24);
}
