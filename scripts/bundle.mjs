/**
 * JavaScript from TypeScript: the only file that knows the bundler. `tsc -b` writes the declarations.
 *
 * In the folder of a package, `node ../../scripts/bundle.mjs` builds every file that its `exports` and `bin` name.
 * `node ../../scripts/bundle.mjs --application app/main.ts` bundles an application into `dist` beside that file, each lazily
 * loaded module in a chunk of its own. `--out-dir` replaces the folder.
 *
 * A package whose manifest has `pages` gets these folders of the repository beside its code, to read at run time.
 */

import { copyFileSync, cpSync, mkdirSync, readFileSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { build } from "tsup";

const { values } = parseArgs({ options: { application: { type: "string" }, "out-dir": { type: "string" } } });

/** The sources behind the package's faces; patterns name files of tests, which are not published. */
function libraryOptions() {
  const { exports, bin = {} } = JSON.parse(readFileSync("package.json", "utf8"));
  const faces = [...Object.values(exports), ...Object.values(bin)].filter((path) => !path.includes("*"));
  return { entry: faces.map((path) => path.replace(/^\.\//, "")) };
}

/** One artefact for every process: the code of the application's own packages is in it, that of others is not. */
function applicationOptions(main) {
  return {
    entry: { main },
    outDir: join(dirname(main), "dist"),
    clean: true,
    noExternal: [/^@food\//],
    tsconfig: join(dirname(main), "tsconfig.json"), // one for all bundled code: it allows the modules' decorators
  };
}

/** Copies CommonJS files as they are: in an ES module their `require` would be hidden from the bundlers of users. */
const commonJs = {
  name: "commonjs",
  setup({ initialOptions, onResolve }) {
    onResolve({ filter: /^\..*\.cjs$/ }, ({ path, resolveDir }) => {
      mkdirSync(initialOptions.outdir, { recursive: true });
      copyFileSync(resolve(resolveDir, path), join(initialOptions.outdir, basename(path)));
      return { path: `./${basename(path)}`, external: true };
    });
  },
};

await build({
  config: false,
  format: "esm",
  target: "node22",
  splitting: true,
  sourcemap: true,
  dts: false,
  silent: true,
  esbuildPlugins: values.application === undefined ? [commonJs] : [],
  removeNodeProtocol: false, // `node:sqlite` has no other name
  ...(values.application === undefined ? libraryOptions() : applicationOptions(values.application)),
  ...(values["out-dir"] === undefined ? {} : { outDir: values["out-dir"] }),
});

if (values.application === undefined) {
  const { pages = [] } = JSON.parse(readFileSync("package.json", "utf8"));
  const out = values["out-dir"] ?? "dist";
  for (const folder of pages) cpSync(join("..", "..", folder), join(out, basename(folder)), { recursive: true });
}
