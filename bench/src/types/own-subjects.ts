/**
 * Subjects without another RPC library: hand-written interfaces, zod alone, and our clients,
 * generated and inferred.
 */

import { compileClientPackage, writeClientPackage } from "../repository/client-package.ts";
import {
  eachOperation,
  inputSource,
  inputType,
  inputValue,
  outputSource,
  outputType,
  printConsumer,
  printContract,
} from "../repository/synthetic.ts";
import { defineTypesSubject, type TypesSubject } from "./subject.ts";

/** The subject that ratios refer to: hand-written, published declarations. */
export const interfaces: TypesSubject = defineTypesSubject("hand-written interfaces", (operations) => ({
  "client.d.ts": `${eachOperation(
    operations,
    (name) => `export interface ${name}Input ${inputType}\nexport interface ${name}Output ${outputType}`,
  )}
export interface Client {
${eachOperation(operations, (name) => `  ${name}(input: ${name}Input): Promise<${name}Output>;`)}
}
`,
  "consumer.ts": printConsumer(
    `import type { Client } from "./client.d.ts";\ndeclare const client: Client;`,
    operations,
    (name) => `client.${name}(${inputValue})`,
  ),
}));

/** The schemas, compiled by their author. */
export const zodAlone: TypesSubject = defineTypesSubject("zod schemas alone", (operations) => ({
  "schemas.ts": `import { z } from "zod";\n${eachOperation(
    operations,
    (name) => `export const ${name}Input = ${inputSource};\nexport const ${name}Output = ${outputSource};`,
  )}\n`,
  "consumer.ts": printConsumer(
    `import type { z } from "zod";
import * as schemas from "./schemas.ts";
declare function call<Output>(output: Output, input: unknown): Promise<z.output<Output>>;`,
    operations,
    (name) => `call(schemas.${name}Output, ${inputValue} satisfies z.input<typeof schemas.${name}Input>)`,
  ),
}));

/** A generated client, read as published: by its declarations. */
export const seamline: TypesSubject = {
  name: "seamline",
  async write(repository, folder, operations) {
    const service = `big${operations}`;
    await writeClientPackage(repository, service, operations);
    await repository.seamline(["generate"]);
    const report = await compileClientPackage(repository, service);
    const imports = `import type { Big${operations}Client } from "${service}-client";\ndeclare const client: Big${operations}Client;`;
    await repository.write(
      `${folder}/consumer.ts`,
      printConsumer(imports, operations, (name) => `client.${name}(${inputValue})`),
    );
    return report;
  },
};

/**
 * Without a generated client: types are inferred from the author's schemas, as with other
 * libraries.
 */
export const inferred: TypesSubject = defineTypesSubject("seamline createClient (inferred)", (operations) => ({
  "contract.ts": printContract("big", operations),
  "consumer.ts": printConsumer(
    `import { createClient, type Transport } from "@seamline/core";
import { bigContract } from "./contract.ts";
declare const transport: Transport;
const client = createClient(bigContract, transport);`,
    operations,
    (name) => `client.${name}(${inputValue})`,
  ),
}));
