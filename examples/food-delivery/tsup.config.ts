import { defineConfig } from "tsup";

/** One artefact for every process. Each module is a chunk of its own, loaded only where it is hosted. */
export default defineConfig({
  entry: { main: "app/main.ts" },
  outDir: "app/dist",
  format: "esm",
  target: "node22",
  splitting: true,
  sourcemap: true,
  dts: false, // `tsc -b` checks the types
  clean: true,
  removeNodeProtocol: false, // `node:sqlite` has no other name
  noExternal: [/^@food\//],
  tsconfig: "app/tsconfig.json", // one for all bundled code: it allows the modules' decorators
});
