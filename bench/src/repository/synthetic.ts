/** Synthetic operations, each with its types: five fields in, five fields out. */

/** The zod source of an input. */
export const inputSource =
  "z.object({ id: z.int(), name: z.string(), tags: z.array(z.string()), active: z.boolean(), note: z.string().optional() })";

/** The zod source of an output. */
export const outputSource =
  'z.object({ id: z.int(), name: z.string(), status: z.enum(["new", "open", "closed"]), total: z.number(), tags: z.array(z.string()) })';

/** The same as hand-written types. */
export const inputType = "{ id: number; name: string; tags: string[]; active: boolean; note?: string | undefined }";

/** The same as hand-written types. */
export const outputType =
  '{ id: number; name: string; status: "new" | "open" | "closed"; total: number; tags: string[] }';

/** An input, as source. */
export const inputValue = '{ id: 1, name: "a", tags: ["b"], active: true }';

/** An output, as source. */
export const outputValue = '{ id: 1, name: "a", status: "open", total: 1.5, tags: ["b"] }';

/** `op0`, `op1` and so on. */
export function operationName(index: number): string {
  return `op${index}`;
}

/** One text per operation, a line each. */
export function eachOperation(count: number, print: (name: string, index: number) => string): string {
  return Array.from({ length: count }, (_, index) => print(operationName(index), index)).join("\n");
}

/** The source of a contract: `export const <service>Contract`. */
export function printContract(service: string, operations: number): string {
  return `import { defineContract } from "@seamline/core";
import { z } from "zod";

export const ${service}Contract = defineContract("${service}", {
  operations: {
${eachOperation(
  operations,
  (name) => `    ${name}: {
      http: "POST /${service}/${name}",
      idempotent: true,
      input: ${inputSource},
      output: ${outputSource},
    },`,
)}
  },
});
`;
}

/**
 * The source of a program that calls every operation once.
 * @param call prints one call, without `await`.
 */
export function printConsumer(imports: string, operations: number, call: (name: string) => string): string {
  return `${imports}

export async function callAll(): Promise<readonly string[]> {
  const names: string[] = [];
${eachOperation(operations, (name) => `  names.push((await ${call(name)}).name);`)}
  return names;
}
`;
}
