/** A contract's hash, by which two sides detect that one of them is older. */

import { z } from "zod";
import { findBuiltin } from "../platform/builtin.ts";
import type { Schema } from "../schema/schema-node.ts";
import type { Contract } from "./operation.ts";

/** A computed default (an id, the time) would differ from process to process. */
function dropDefault({ jsonSchema }: { readonly jsonSchema: z.core.JSONSchema.BaseSchema }): void {
  delete jsonSchema.default;
}

function createSha256(): ReturnType<typeof import("node:crypto").createHash> {
  const crypto = findBuiltin("node:crypto");
  if (crypto === undefined)
    throw new TypeError("hash: expected Node, found a browser, where contracts are not compared");
  return crypto.createHash("sha256");
}

const hashes = new WeakMap<Contract, string>();

/** SHA-256 in hex of everything observable from outside; computed once per contract. */
export function hashOf(contract: Contract): string {
  let hash = hashes.get(contract);
  if (hash === undefined) {
    const toJson = (schema: Schema | undefined): unknown =>
      schema === undefined
        ? null
        : z.toJSONSchema(schema, { io: "input", unrepresentable: "any", override: dropDefault });
    const observable = Object.values(contract.operations).map((operation) => ({
      name: operation.name,
      http: `${operation.http.method} ${operation.http.path}`,
      input: toJson(operation.input.schema),
      output: toJson(operation.output?.schema),
      streaming: operation.streaming,
      errors: [...operation.errors.values()].map((error) => [
        ...[error.reason, error.code, toJson(error.details?.schema)],
        // Contracts without statuses keep their hash.
        ...(operation.definition.errors?.[error.reason]?.status === undefined ? [] : [error.status]),
      ]),
    }));
    hash = createSha256()
      .update(JSON.stringify([contract.name, observable]))
      .digest("hex");
    hashes.set(contract, hash);
  }
  return hash;
}
