/** The boundaries of Seamline itself: packages stand on floors, and so do the folders inside them. */

import type { SeamlineConfig } from "@seamline/cli";

export default {
  check: {
    modules: ["packages/*"],
    public: ["src/*.ts"], // the faces; the root of `src` holds nothing else
    shared: ["docs"], // read by tests that compare it with the code
    roots: ["test", "vitest.workspace.ts", "scripts"],
    ignore: ["bench", "examples", "packages/cli/test/cases"],
    edges: {
      cli: ["core"],
      http: ["core"],
      inversify: ["core"],
      opentelemetry: ["core", "http"], // http in tests only: the floors say so
      testing: ["core", "http"],
    },
    floors: [
      {
        within: "packages",
        order: ["**/*.test.ts", "*/test", "testing", ["cli", "http", "inversify", "opentelemetry"], "core"],
      },
      {
        within: "packages/core/src",
        order: [
          "application",
          ["data", "topology", "transport"],
          "guard",
          ["client", "policy", "server"],
          "call",
          "contract",
          ["error", "sql"],
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
