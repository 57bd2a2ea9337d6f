/**
 * The floor of a point: functions between two parses, written by hand for as many operations, each
 * with schemas of its own.
 */

import { z } from "zod";
import { type Call, loadClientPackage, sampleInput, sampleOutput } from "./application.ts";

/** Our own calls, and what they are compared with. */
export type ScaleSubject = "seamline" | "floor" | "floor with z.compile";

/**
 * Makes the calls of a point's floor: as many functions, parsers and schemas as ours has, and
 * nothing around them. The schemas are those of the client packages, so that only what calls them
 * differs.
 * @param compiled parse with `z.compile`, as ours does. Without it, with `parse`, as most people
 * do.
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
