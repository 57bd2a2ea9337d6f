/** Responses: the output of an operation, and its declared errors. */

import type { Code } from "@seamline/core";
import { isCode } from "@seamline/core/extend";
import { fieldsOf, isRecord, toStatus } from "@seamline/core/internal";
import type { Converter } from "./conversion.ts";
import { readText } from "./conversion.ts";
import type { Place } from "./documents.ts";
import { isPortable } from "./evaluate.ts";
import { call, type Expression, list, method, zod } from "./expression.ts";
import { Refusal } from "./finding.ts";
import { chooseContent, findStreamItem } from "./media-types.ts";
import { toCamelCase } from "./names.ts";
import type { ImportedError } from "./operation.ts";
import { membersAt, placeAt, schemasAt, valuesOf } from "./schema-reader.ts";
import { describeStatus } from "./statuses.ts";

/** The output and the errors. */
export interface ImportedResponses {
  readonly output: Expression | undefined;
  readonly errors: readonly ImportedError[];
}

/** Components that Seamline writes for failures that no contract declares. */
const ownFailures: ReadonlySet<string> = new Set([
  "#/components/schemas/seamline.Problem",
  "#/components/schemas/seamline.UndeclaredProblem",
  "#/components/schemas/seamline.InvalidRequest",
]);

/** Converts the responses of an operation. @throws {Refusal} */
export function convertResponses(converter: Converter, operation: Place): ImportedResponses {
  const { report, documents } = converter;
  const all = membersAt(operation, "responses").map(
    ([status, given]) => [status.toUpperCase(), documents.follow(given)] as const,
  );
  const successes = all.filter(([status]) => /^2(\d\d|XX)$/.test(status));
  const fallback = all.find(([status]) => status === "DEFAULT");
  const others = all.filter(([status]) => /^[13]/.test(status));
  for (const [status, place] of others)
    report.add("omitted", place.pointer, `the response ${status}, which is neither an output nor an error`);
  const failures = all.filter(([status]) => /^[45]/.test(status));
  const isFallbackOutput = successes.length === 0 && others.length === 0 && fallback !== undefined;
  if (isFallbackOutput)
    report.add("approximated", fallback[1].pointer, "the only response is the default one; it is taken for the output");
  const output = convertOutput(converter, operation, isFallbackOutput ? [fallback] : successes);
  const errors = failures.flatMap(([status, place]) => convertError(converter, status, place));
  if (fallback !== undefined && !isFallbackOutput && !isOwnFailure(fallback[1]))
    report.add(
      "omitted",
      fallback[1].pointer,
      "the default response: failures of other statuses have a code, but no details",
    );
  for (const [, place] of [...successes, ...failures]) {
    for (const [name, header] of membersAt(place, "headers"))
      report.add("omitted", header.pointer, `the response header ${name}`);
    if (membersAt(place, "links").length > 0) report.add("omitted", place.pointer, "links of a response");
  }
  return { output, errors: withoutRepeated(errors) };
}

type Response = readonly [status: string, place: Place];

function convertOutput(converter: Converter, operation: Place, responses: readonly Response[]): Expression | undefined {
  const { report } = converter;
  if (responses.length === 0)
    report.add(
      "narrowed",
      operation.pointer,
      "no response of success is described; the operation is taken to have no output",
    );
  const outputs = responses.map(([status, place]) => {
    report.visit(place.pointer);
    return { status, place, output: /^(204|205)$/.test(status) ? undefined : convertContent(converter, place) };
  });
  const withValue = outputs.flatMap(({ output }) => (output === undefined ? [] : [output]));
  const distinct = withValue.filter(
    (one, index) => withValue.findIndex((other) => textOf(other) === textOf(one)) === index,
  );
  const [first, ...more] = distinct;
  if (first === undefined) return undefined;
  const empty = outputs.filter(({ output }) => output === undefined);
  if ((more.length > 0 || empty.length > 0) && distinct.some(isStream))
    throw new Refusal(operation.pointer, "several responses of success, of which one is a stream");
  for (const { status, place } of empty)
    report.add(
      "widened",
      place.pointer,
      `the response ${status} has no content; the output is null then, which JSON may be, too`,
    );
  const whole = more.length === 0 ? first : convertSeveral(converter, operation, distinct);
  return empty.length === 0 ? whole : method(whole, "nullable");
}

function convertSeveral(converter: Converter, operation: Place, distinct: readonly Expression[]): Expression {
  const add = converter.report.later();
  return converter.choose(
    { expression: zod("union", list(distinct)), fits: isPortable },
    {
      expression: zod("xor", list(distinct)),
      fits: isPortable,
      report: () => add("narrowed", operation.pointer, "outputs that fit the responses of two statuses are refused"),
    },
    {
      expression: zod("json"),
      report: () =>
        add("widened", operation.pointer, "the responses of success cannot be told apart; any JSON value is taken"),
    },
  );
}

/** An expression as text, to compare it by. */
function textOf(expression: Expression): string {
  return JSON.stringify(expression, (_key, one: unknown) => (one instanceof RegExp ? String(one) : one));
}

function isStream(expression: Expression): boolean {
  return expression.kind === "chain" && (expression.head === "bytes" || expression.head === "stream");
}

function convertContent(converter: Converter, place: Place): Expression | undefined {
  const content = chooseContent(converter, place, "response");
  switch (content.form) {
    case "none":
      return undefined;
    case "json":
      return converter.convert(content.schema, "received");
    case "bytes":
      return call("bytes");
    case "text":
      converter.report.visit(content.schema.pointer);
      return zod("string");
    case "lines": {
      const item = findStreamItem(content.schema);
      if (item === undefined)
        converter.report.add("approximated", content.schema.pointer, "the schema is taken for that of one line");
      return call("stream", converter.convert(item ?? content.schema, "received"));
    }
    default:
      throw new Refusal(place.pointer, `the response is ${content.type}; a contract has JSON, text and bytes`);
  }
}

function convertError(converter: Converter, status: string, place: Place): readonly ImportedError[] {
  const { report } = converter;
  if (isOwnFailure(place)) return [];
  const own = convertOwnErrors(converter, status, place);
  if (own !== undefined) return own;
  if (!/^\d{3}$/.test(status)) {
    report.add("omitted", place.pointer, `the responses ${status}: an error is declared for one status`);
    return [];
  }
  report.visit(place.pointer);
  const { reason, code } = describeStatus(Number(status));
  const content = chooseContent(converter, place, "response");
  if (content.form !== "json" && content.form !== "none")
    report.add("omitted", place.pointer, `the details of the error, which are ${content.type}`);
  const details = content.form === "json" ? converter.convert(content.schema, "received") : undefined;
  const text = isRecord(place.value) ? readText(place.value.description) : undefined;
  const isSentence = text !== undefined && text.length <= 120 && !text.includes("\n");
  return [
    {
      reason,
      code,
      status: statusOf(code, status),
      message: isSentence ? text : undefined,
      details,
    },
  ];
}

/** The status of an error that its code does not have. */
function statusOf(code: Code, status: string): number | undefined {
  return toStatus(code) === Number(status) ? undefined : Number(status);
}

/** The errors of a document that Seamline has written: a code, a reason and details. */
function convertOwnErrors(converter: Converter, status: string, place: Place): readonly ImportedError[] | undefined {
  const content = membersAt(place, "content").find(([type]) => type === "application/problem+json");
  if (content === undefined) return undefined;
  const at = placeAt(content[1], "schema");
  const options = schemasAt(at, "anyOf");
  const found: ImportedError[] = [];
  for (const option of options.length === 0 ? [at] : options) {
    const target = converter.documents.follow(option);
    if (ownFailures.has(target.pointer)) continue;
    const own = schemasAt(target, "allOf")[1];
    const fields = own === undefined ? undefined : new Map(membersAt(own, "properties"));
    const [code, reason] = ["code", "reason"].map((name) => valuesOf(fieldsOf(fields?.get(name)?.value))?.[0]);
    if (typeof reason !== "string" || !isCode(code)) return undefined;
    converter.report.visit(target.pointer);
    const details = fields?.get("details");
    const text = isRecord(target.value) ? readText(target.value.description)?.replace(/\.$/, "") : undefined;
    found.push({
      reason,
      code,
      status: statusOf(code, status),
      message: text,
      details: details === undefined ? undefined : converter.convert(details, "received"),
    });
  }
  return found.length === 0 ? undefined : found;
}

function isOwnFailure(place: Place): boolean {
  const [content] = membersAt(place, "content");
  if (content?.[0] !== "application/problem+json") return false;
  const { value: schema } = placeAt(content[1], "schema");
  return isRecord(schema) && ownFailures.has(String(schema.$ref));
}

/** Two statuses of one meaning are two errors. */
function withoutRepeated(errors: readonly ImportedError[]): readonly ImportedError[] {
  const taken = new Set<string>();
  return errors.map((error) => {
    let { reason } = error;
    for (let number = 2; taken.has(reason.toLowerCase()); number += 1)
      reason = toCamelCase(`${error.reason}${number}`, "error");
    taken.add(reason.toLowerCase());
    return { ...error, reason };
  });
}
