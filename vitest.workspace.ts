import { recordInteractions } from "@seamline/testing/vitest-config";
import { defineConfig } from "vitest/config";

/** Tests that start processes, listeners or databases need more than a unit test's patience. */
const patience = { testTimeout: 60_000, hookTimeout: 120_000 };

function project(name: string, root: string, include = ["src/**/*.test.ts", "test/**/*.test.ts"]): object {
  return { test: { name, root, include, ...patience } };
}

export default defineConfig({
  test: {
    projects: [
      project("core", "packages/core"),
      project("data", "packages/data"),
      project("messaging", "packages/messaging"),
      project("http", "packages/http"),
      project("frameworks", "packages/frameworks"),
      project("inversify", "packages/inversify"),
      project("opentelemetry", "packages/opentelemetry"),
      project("conformance", "packages/conformance"),
      project("testing", "packages/testing"),
      project("cli", "packages/cli"),
      project("verification", "verification"),
      { ...project("food-delivery", "examples/food-delivery"), plugins: [recordInteractions()] },
      project("existing-app", "examples/existing-app"),
      project("bench", "bench", ["src/**/*.test.ts"]),
      project("workspace", "test", ["*.test.ts"]),
    ],
  },
});
