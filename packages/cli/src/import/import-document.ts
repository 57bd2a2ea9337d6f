/** A document as the source of a contract, and the report of what differs. */

import { findAmbiguousRoutes, isRecord, type Schema } from "@seamline/core/internal";
import { Components } from "./components.ts";
import { convertOperation, type GivenOperation } from "./convert-operation.ts";
import { below, type Documents, type Place } from "./documents.ts";
import { Evaluator, findFaults, parseRoute } from "./evaluate.ts";
import { type Choice, type ChoiceOption, type Expression, referencesOf } from "./expression.ts";
import { type Finding, type ImportCounts, Refusal, Report } from "./finding.ts";
import { nameOperations } from "./names.ts";
import type { ImportedOperation, RefusedOperation } from "./operation.ts";
import { type PrintedService, printContract } from "./print-contract.ts";
import { SchemaConverter } from "./schema-converter.ts";
import { membersAt, schemasAt } from "./schema-reader.ts";

/** An imported contract. */
export interface ImportedContract {
  /** The source, without the lines by which a later import recognises it. */
  readonly source: string;
  readonly operations: number;
  readonly counts: ImportCounts;
  readonly findings: readonly Finding[];
}

const methods: ReadonlySet<string> = new Set(["get", "put", "post", "delete", "options", "head", "patch", "trace"]);

/** Names that the source declares or imports. */
const reservedNames = ["z", "defineContract", "bytes", "stream", "isoDateTime", "bigintText", "base64"];

/** Imports a document as the contract of `service`. */
export function importDocument(documents: Documents, service: string): ImportedContract {
  const report = new Report();
  const components = new Components(documents, report, [...reservedNames, `${service}Contract`]);
  const converter = new SchemaConverter(documents, report, components);
  const evaluator = new Evaluator((name) => components.get(name)?.expression);
  reportOmitted(documents, report);
  const given = findOperations(documents, report);
  const converted = given.map((one) => ({
    given: one,
    outcome: report.within(one.place.pointer, () => tryConvert(converter, one)),
  }));
  components.convert(converter);
  makeChoices(converter.choices, evaluator);
  const broken = components.findBroken();
  const judged = converted.map(({ given: one, outcome }) => ({
    given: one,
    outcome: outcome instanceof Refusal ? outcome : (findRefusal(outcome, broken, evaluator) ?? outcome),
  }));
  const ambiguous = findAmbiguous(judged.map(({ outcome }) => outcome));
  const roots: Expression[] = [];
  const owners = new Set<string>();
  let kept = 0;
  const order = judged.map(
    ({ given: { method, path, name, place }, outcome: one }): ImportedOperation | RefusedOperation => {
      const result = one instanceof Refusal ? one : (ambiguous.get(one.name) ?? one);
      if (result instanceof Refusal) {
        report.visit(place.pointer);
        report.add("refused", place.pointer, `${method} ${path}: ${describeRefusal(result, place.pointer)}`);
        return { http: `${method} ${path}`, name, reason: result.message };
      }
      kept += 1;
      owners.add(place.pointer);
      roots.push(...expressionsOf(result));
      return result;
    },
  );
  const reached = new Map<string, Expression>();
  for (const [id, { owner, expression }] of components.reach(roots)) {
    owners.add(owner);
    if (expression !== undefined) reached.set(id, expression);
  }
  const info = isRecord(documents.root.info) ? documents.root.info : {};
  const printed: PrintedService = { service, info, operations: order, components: reached };
  return {
    source: printContract(printed),
    operations: kept,
    counts: report.counts(owners),
    findings: report.findings(owners),
  };
}

function describeRefusal(refusal: Refusal, pointer: string): string {
  return refusal.pointer === pointer || refusal.pointer === ""
    ? refusal.message
    : `${refusal.message} (${refusal.pointer})`;
}

function findOperations(documents: Documents, report: Report): readonly GivenOperation[] {
  const found: Omit<GivenOperation, "name">[] = [];
  const paths = membersAt({ value: documents.root, pointer: "#" }, "paths");
  for (const [path, given] of paths) {
    if (path.startsWith("x-")) continue;
    let item: Place;
    try {
      item = documents.follow(given);
    } catch (reason) {
      if (!(reason instanceof Refusal)) throw reason;
      report.add("refused", given.pointer, reason.message);
      continue;
    }
    if (!isRecord(item.value)) continue;
    const shared = schemasAt(item, "parameters");
    for (const method of Object.keys(item.value)) {
      if (!methods.has(method)) continue;
      const place = { value: item.value[method], pointer: below(item.pointer, method) };
      found.push({ place, method: method.toUpperCase(), path, shared });
    }
  }
  const names = nameOperations(
    found.map(({ place, method, path }) => {
      const id = isRecord(place.value) ? place.value.operationId : undefined;
      return { operationId: typeof id === "string" ? id : undefined, method: method.toLowerCase(), path };
    }),
  );
  return found.map((one, index) => ({ ...one, name: names[index] ?? "operation" }));
}

function tryConvert(converter: SchemaConverter, given: GivenOperation): ImportedOperation | Refusal {
  try {
    return convertOperation(converter, given);
  } catch (reason) {
    if (reason instanceof Refusal) return reason;
    throw reason;
  }
}

/** Passes over all choices, at most: one choice may depend on another. */
const maxPasses = 5;

/** Makes each choice by what its expressions are as schemas, until none changes another. */
function makeChoices(choices: readonly Choice[], evaluator: Evaluator): void {
  for (let pass = 0; pass < maxPasses; pass += 1) {
    let changed = false;
    for (const choice of choices.toReversed()) {
      const index = choice.options.findIndex((option) => fits(option, evaluator));
      if (index < 0 || index === choice.chosen) continue; // one that none fits is refused with its operation
      choice.chosen = index;
      changed = true;
      evaluator.forget();
    }
    if (!changed) break;
  }
  for (const { options, chosen } of choices) options[chosen]?.report?.();
}

function fits({ expression, fits: test }: ChoiceOption, evaluator: Evaluator): boolean {
  if (test === undefined) return true;
  try {
    return test(evaluator.schema(expression));
  } catch {
    return false;
  }
}

function expressionsOf({ input, output, errors }: ImportedOperation): readonly Expression[] {
  const details = errors.map((error) => error.details);
  return [input.expression, output, ...details].filter((one) => one !== undefined);
}

/** What `defineContract` refuses is left out. */
function findRefusal(
  operation: ImportedOperation,
  broken: ReadonlyMap<string, Refusal>,
  evaluator: Evaluator,
): Refusal | undefined {
  const { pointer, http, input, output, errors } = operation;
  try {
    for (const expression of expressionsOf(operation)) {
      for (const name of referencesOf(expression)) {
        const refusal = broken.get(name);
        if (refusal !== undefined) return refusal;
      }
    }
    const read = (expression: Expression): Schema => evaluator.schema(expression);
    const { header, query } = input;
    const [fault] = findFaults({
      http,
      ...(input.expression !== undefined && { input: evaluator.part(input.expression) }),
      ...(output !== undefined && { output: evaluator.part(output) }),
      errors: Object.fromEntries(
        errors.map(({ reason, code, status, details }) => [
          reason,
          { code, ...(status !== undefined && { status }), ...(details !== undefined && { details: read(details) }) },
        ]),
      ),
      ...(header.length + query.length > 0 && { in: { header, query } }),
    });
    return fault === undefined ? undefined : new Refusal(pointer, fault);
  } catch (reason) {
    if (reason instanceof Refusal) return reason;
    return new Refusal(pointer, reason instanceof Error ? reason.message : String(reason));
  }
}

/** Of two operations that one request could mean, the later one is left out. */
function findAmbiguous(operations: readonly (ImportedOperation | Refusal)[]): ReadonlyMap<string, Refusal> {
  const routed = operations.flatMap((one) => {
    if (one instanceof Refusal) return [];
    const http = parseRoute(one.http);
    return http === undefined ? [] : [{ name: one.name, pointer: one.pointer, http }];
  });
  const found = new Map<string, Refusal>();
  for (const { one, other, request } of findAmbiguousRoutes(routed)) {
    if (!found.has(one.name))
      found.set(other.name, new Refusal(other.pointer, `${one.name} and ${other.name} both serve ${request}`));
  }
  return found;
}

function reportOmitted({ root }: Documents, report: Report): void {
  if (isRecord(root.webhooks) && Object.keys(root.webhooks).length > 0)
    report.add("omitted", "#/webhooks", "webhooks: requests that the service makes");
  const { components } = root;
  if (Array.isArray(root.security) || (isRecord(components) && isRecord(components.securitySchemes)))
    report.add(
      "omitted",
      Array.isArray(root.security) ? "#/security" : "#/components/securitySchemes",
      "security: credentials belong to the topology, not to a contract",
    );
  const [server] = Array.isArray(root.servers) ? root.servers : [];
  const url = isRecord(server) ? server.url : undefined;
  if (typeof url === "string" && url !== "" && url !== "/")
    report.add("omitted", "#/servers/0", `the server ${url}: name it in the topology, its path included`);
}
