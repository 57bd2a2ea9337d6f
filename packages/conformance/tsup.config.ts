import { defineConfig } from "tsup";

export default defineConfig({
  entry: ["src/index.ts"],
  format: "esm",
  target: "node22",
  sourcemap: true,
  dts: false, // `tsc -b` writes the declarations
  clean: false,
});
