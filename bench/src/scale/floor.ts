/**
 * The floor of a point: hand-written functions between two parses, as many as there are operations,
 * each with its schemas.
 */

import { z } from "zod";
import { type Call, loadClientPackage, sampleInput, sampleOutput } from "./application.ts";

/** Our calls, and their floors. */
export type ScaleSubject = "seamline" | "floor" | "floor with z.compile";

/**
 * Creates the calls of a point's floor: as many functions, parsers and schemas as ours has, and no
 * other code. The schemas are those of the client packages, so that only the code around them
 * differs.
 * @param compiled parses with `z.compile`, as ours does; otherwise with `parse`, as most
 * applications do.
 */
export async function openFloor(
  folder: string,
  services: readonly string[],
  compiled: boolean,
): Promise<readonly (readonly Call[])[]> {
  const packages = await Promise.all(services.map((service) => loadClientPackage(folder, service)));
  return packages.map(({ contract }) =>
    Object.values(contract.operations).map(({ definition }) => {
      const [input, output] = [definition.input, definition.output].map((schema) => {
        const own = schema as unknown as z.ZodType;
        return compiled ? z.compile(own) : own;
      });
      if (input === undefined || output === undefined) throw new Error("expected an input and an output");
      const handle = (_input: unknown): unknown => sampleOutput;
      const call = async (value: unknown): Promise<unknown> => output.parse(await handle(input.parse(value)));
      return () => call(sampleInput);
    }),
  );
}
