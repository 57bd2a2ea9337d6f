import { defineConfig } from "tsup";

export default defineConfig({
  entry: ["src/index.ts", "src/extend.ts"],
  format: "esm",
  target: "node22",
  sourcemap: true,
  dts: false, // `tsc -b` writes the declarations
  clean: false,
});
