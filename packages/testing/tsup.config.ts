import { defineConfig } from "tsup";

export default defineConfig({
  entry: [
    "src/index.ts",
    "src/fake.ts",
    "src/msw.ts",
    "src/pact.ts",
    "src/provider-check.ts",
    "src/undici.ts",
    "src/vitest.ts",
    "src/vitest-config.ts",
    "src/vitest-setup.ts",
  ],
  format: "esm",
  target: "node22",
  sourcemap: true,
  dts: false, // `tsc -b` writes the declarations
  clean: false,
});
