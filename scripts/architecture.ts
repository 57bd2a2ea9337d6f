/**
 * `pnpm architecture`: redraws the pictures of docs/architecture.md that are made from the code.
 * Each is the mermaid block below a comment that names it: `<!-- drawn: packages -->`.
 */

import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import workspace from "../seamline.config.ts";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const file = join(root, "docs", "architecture.md");

/** The pictures by name. */
const drawings: Readonly<Record<string, () => readonly string[]>> = {
  packages: drawPackages,
  generated: drawGenerated,
  before: () => drawProcesses({ monolith: ["courier", "customer", "restaurant"] }),
  after: () => drawProcesses({ monolith: ["customer", "restaurant"], "courier service": ["courier"] }),
};

/**
 * The text of the document with its pictures redrawn.
 * @throws {Error} if a comment names no picture.
 */
export function printArchitecture(current: string): string {
  return current.replaceAll(/<!-- drawn: (\w+) -->\n```mermaid\n.*?```/gs, (_all, name: string) => {
    const draw = drawings[name];
    if (draw === undefined) {
      throw new Error(`docs/architecture.md: expected one of ${Object.keys(drawings).join(", ")}, found "${name}"`);
    }
    return `<!-- drawn: ${name} -->\n\`\`\`mermaid\n${draw().join("\n")}\n\`\`\``;
  });
}

interface Manifest {
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly peerDependenciesMeta?: Readonly<Record<string, unknown>>;
}

/** Published packages on their floors; an arrow is a dependency, a dotted one an optional peer. */
function drawPackages(): readonly string[] {
  const order = workspace.check.floors.find(({ within }) => within === ".")?.order ?? [];
  const floors = order
    .map((floor) => [floor].flat().flatMap((path) => /^packages\/(\w+)$/.exec(path)?.[1] ?? []))
    .filter((names) => names.length > 0);
  return [
    "flowchart TD",
    ...floors.flatMap((names, index) => [
      `  subgraph floor${floors.length - index}["floor ${floors.length - index}"]`,
      ...names.map((name) => `    ${name}["@seamline/${name}"]`),
      "  end",
    ]),
    ...floors.flat().flatMap((name) => {
      const path = join(root, "packages", name, "package.json");
      const manifest = JSON.parse(readFileSync(path, "utf8")) as Manifest;
      const needed = Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies });
      return needed
        .filter((id) => id.startsWith("@seamline/"))
        .sort()
        .map((id) => {
          const optional = manifest.peerDependenciesMeta?.[id] !== undefined;
          return `  ${name} ${optional ? "-.->" : "-->"} ${id.replace("@seamline/", "")}`;
        });
    }),
  ];
}

/** Readers of each file of a client package. */
const readers: Readonly<Record<string, readonly string[]>> = {
  "types.ts": ["callers"],
  "events.ts": ["followers"],
  "errors.ts": ["callers"],
  "client.ts": ["callers"],
  "index.ts": ["callers"],
  "handlers.ts": ["module"],
  "testing.ts": ["tests"],
  "contract-types.check.ts": ["tsc"],
  "contract.json": ["diff"],
  "openapi.json": ["others"],
  "asyncapi.json": ["others"],
};

function drawGenerated(): readonly string[] {
  const files = readdirSync(join(root, "examples/food-delivery/clients/restaurant/src/generated")).sort();
  const id = (name: string): string => name.replaceAll(/\W/g, "_");
  return [
    "flowchart LR",
    '  contract["src/contract.ts<br/>written by you, in zod"] -->|seamline generate| generated',
    '  subgraph generated["src/generated, committed"]',
    ...files.map((name) => `    ${id(name)}["${name}"]`),
    "  end",
    '  callers(["callers: the client they inject"])',
    '  followers(["modules that handle its events"])',
    '  module(["the module: its handlers, its publisher"])',
    '  tests(["tests of callers: a mock"])',
    '  tsc(["tsc: fails when types and contract differ"])',
    '  diff(["seamline diff"])',
    '  others(["other languages, gateways"])',
    ...files.flatMap((name) => {
      const targets = readers[name];
      if (targets === undefined)
        throw new Error(`scripts/architecture.ts: expected readers of ${name}, found none; add them`);
      return targets.map((target) => `  ${id(name)} --> ${target}`);
    }),
  ];
}

/** The example's modules in processes: a call within one is in-process, any other is HTTP. */
function drawProcesses(processes: Readonly<Record<string, readonly string[]>>): readonly string[] {
  const home = new Map(Object.entries(processes).flatMap(([name, modules]) => modules.map((module) => [module, name])));
  return [
    "flowchart LR",
    ...Object.entries(processes).flatMap(([name, modules]) => [
      `  subgraph ${name.replaceAll(" ", "_")}["process: ${name}"]`,
      ...modules.map((module) => `    ${module}["${module}"]`),
      "  end",
    ]),
    ...[...home.keys()].sort().flatMap((from) => {
      const way = (to: string): string => (home.get(from) === home.get(to) ? "in-process" : "HTTP");
      return calledBy(from).map((to) => `  ${from} -->|${way(to)}| ${to}`);
    }),
  ];
}

/** The services that a module of the example calls: the clients in its `uses`. */
function calledBy(module: string): readonly string[] {
  const path = join(root, "examples/food-delivery/modules", module, "src", `${module}-module.ts`);
  const uses = /uses: \[(.*?)\]/s.exec(readFileSync(path, "utf8"))?.[1] ?? "";
  return [...uses.matchAll(/(\w+)Client/g)].map(([, name = ""]) => name.toLowerCase()).sort();
}

if (import.meta.main) writeFileSync(file, printArchitecture(readFileSync(file, "utf8")));
