/** The boundaries of Seamline itself: packages stand on floors, and so do the folders inside them. */

import type { SeamlineConfig } from "@seamline/cli";

export default {
  check: {
    modules: ["packages/*", "test-support", "verification"],
    // The faces; the root of `src` holds nothing else. Targets are how a package's transports are proven, here and in verification.
    public: ["src/*.ts", "test/targets/*.ts", "test/shop.ts"],
    shared: ["docs"], // read by tests that compare it with the code
    roots: ["test", "vitest.workspace.ts", "scripts"],
    ignore: ["bench", "examples", "packages/cli/test/cases"],
    edges: {
      cli: ["core", "data"],
      conformance: ["core"],
      data: ["core"],
      http: ["conformance", "core", "test-support"], // all but core in tests only: the floors say so
      inversify: ["core"],
      opentelemetry: ["core", "http"], // http in tests only
      testing: ["conformance", "core", "http"],
      verification: ["conformance", "core", "http", "test-support", "testing"],
    },
    floors: [
      {
        within: ".",
        order: [
          "verification",
          "**/*.test.ts",
          "packages/*/test",
          "test-support",
          ["packages/cli", "packages/testing"],
          ["packages/conformance", "packages/data", "packages/http", "packages/inversify", "packages/opentelemetry"],
          "packages/core",
        ],
      },
      {
        within: "packages/core/src",
        order: [
          "application",
          ["topology", "transport"],
          "guard",
          ["client", "policy", "server"],
          "call",
          "context",
          "contract",
          "schema",
          "error",
          "platform",
        ],
      },
      {
        within: "packages/cli/src/check",
        order: [
          ["drawing", "proposal", "query", "report"],
          "run",
          "baseline",
          "rule",
          "graph",
          "boundary",
          "resolve",
          "source",
          "data",
          ["cache", "pattern", "text"],
        ],
      },
    ],
    baseline: { folder: "test/boundaries" },
  },
} satisfies SeamlineConfig;
