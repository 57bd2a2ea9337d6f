/** The text of a configuration file. */

import type { CheckConfig } from "../../config/check-config.ts";

const width = 120;

/** Prints `seamline.config.ts`. */
export function printConfig(check: CheckConfig): string {
  return [
    "/** The boundaries of this repository, as `seamline init` found them. */",
    "",
    'import type { SeamlineConfig } from "@seamline/cli";',
    "",
    `export default ${print({ check }, 0)} satisfies SeamlineConfig;`,
    "",
  ].join("\n");
}

function print(value: unknown, indent: number): string {
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const [open, close] = Array.isArray(value) ? ["[", "]"] : ["{", "}"];
  const parts = Array.isArray(value)
    ? value.map((one) => print(one, indent + 2))
    : Object.entries(value).map(([key, one]) => `${printKey(key)}: ${print(one, indent + 2)}`);
  if (parts.length === 0) return `${open}${close}`;
  const space = Array.isArray(value) ? "" : " ";
  const line = `${open}${space}${parts.join(", ")}${space}${close}`;
  if (indent > 2 && !line.includes("\n") && indent + line.length <= width - 20) return line;
  const inner = " ".repeat(indent + 2);
  return [open, ...parts.map((part) => `${inner}${part},`), `${" ".repeat(indent)}${close}`].join("\n");
}

function printKey(key: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(key) ? key : JSON.stringify(key);
}
