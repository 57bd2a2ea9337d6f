/** The programs that check boundaries. To add one, add an entry. */

/**
 * A program that checks the boundaries of a repository of modules. Its exit code is not 0 for a
 * violation.
 */
export interface Checker {
  readonly name: string;
  /** Arguments of Node in the repository's folder; of `seamline` for ours. */
  readonly args: readonly string[];
  /** Configuration files by path; our configuration is part of the repository. */
  configure?(modules: readonly string[]): Readonly<Record<string, string>>;
  /** The most rounds, for slow checkers. */
  readonly rounds?: number;
}

/** All checkers. Each keeps its cache below `node_modules/.cache`. */
export const checkers: readonly Checker[] = [
  { name: "seamline check", args: ["check"] },
  {
    name: "dependency-cruiser",
    args: [
      "node_modules/dependency-cruiser/bin/dependency-cruiser.mjs",
      ...["--cache", "node_modules/.cache/dependency-cruiser", "--cache-strategy", "content"],
      ...["modules", "clients", "shared"],
    ],
    configure: (modules) => ({ ".dependency-cruiser.cjs": printCruiserConfig(modules) }),
    rounds: 3,
  },
  {
    name: "eslint-plugin-boundaries",
    args: ["node_modules/eslint/bin/eslint.js", ".", "--cache", "--cache-location", "node_modules/.cache/eslint/"],
    configure: (modules) => ({ "eslint.config.mjs": printEslintConfig(modules) }),
    rounds: 3,
  },
];

/**
 * The modules whose clients a module may import besides its own, as in the repository's
 * `seamline.config.ts`.
 */
function edgesOf(module: string, modules: readonly string[]): readonly string[] {
  const at = modules.indexOf(module);
  return at > 0 ? [modules[at - 1] as string] : [];
}

function printCruiserConfig(modules: readonly string[]): string {
  const forbid = (name: string, from: string, path: string, pathNot: string): object => ({
    name,
    severity: "error",
    from: { path: from },
    to: { path, pathNot },
  });
  const config = {
    forbidden: [
      forbid("internals", "^modules/([^/]+)/", "^modules/", "^modules/$1/"),
      forbid("clients", "^clients/([^/]+)/", "^(modules|clients)/", "^clients/$1/"),
      { name: "shared-code", severity: "error", from: { path: "^shared/" }, to: { path: "^(modules|clients)/" } },
      ...modules.map((module) => {
        const allowed = [module, ...edgesOf(module, modules)].join("|");
        return forbid("undeclared-edge", `^modules/${module}/`, "^clients/", `^clients/(${allowed})/`);
      }),
    ],
    options: {
      tsPreCompilationDeps: true, // type imports count
      tsConfig: { fileName: "tsconfig.json" },
      doNotFollow: { path: "node_modules" },
    },
  };
  return `module.exports = ${JSON.stringify(config, undefined, 2)};\n`;
}

function printEslintConfig(modules: readonly string[]): string {
  const elements = ["modules", "clients", "shared"].map((type) => ({ type, pattern: `${type}/*`, capture: ["name"] }));
  const own = { name: "{{ from.element.captured.name }}" };
  const policies = [
    { allow: { to: { module: { origin: ["external", "core"] } } } },
    { from: { element: { type: "shared" } }, allow: { to: { element: { type: "shared" } } } },
    { from: { element: { type: ["modules", "clients"] } }, allow: { to: { element: { type: "shared" } } } },
    {
      from: { element: { type: "modules" } },
      allow: { to: { element: { type: ["modules", "clients"], captured: own } } },
    },
    ...modules.flatMap((module) =>
      edgesOf(module, modules).map((name) => ({
        from: { element: { type: "modules", captured: { name: module } } },
        allow: { to: { element: { type: "clients", captured: { name } } } },
      })),
    ),
  ];
  return `import parser from "@typescript-eslint/parser";
import boundaries from "eslint-plugin-boundaries";

export default [
  {
    files: ["**/*.ts"],
    languageOptions: { parser },
    plugins: { boundaries },
    settings: {
      "import/resolver": { typescript: { project: "tsconfig.json" } },
      "boundaries/elements": ${JSON.stringify(elements)},
    },
    rules: { "boundaries/dependencies": ["error", ${JSON.stringify({ default: "disallow", policies }, undefined, 2)}] },
  },
];
`;
}
