/** The boundaries of Seamline itself: packages stand on floors, and so do the folders inside them. */

import type { SeamlineConfig } from "@seamline/cli";

export default {
  check: {
    modules: ["packages/*", "test-support", "verification"],
    // The faces; the root of `src` holds nothing else. Targets are how a package's transports are proven, here and in verification.
    public: ["src/*.ts", "test/targets/*.ts", "test/servers/*.ts", "test/databases.ts", "test/shop.ts"],
    shared: ["docs"], // read by tests that compare it with the code
    // Both host the packages as an application does. The boundaries inside the example are those of its own configuration.
    roots: [
      "bench",
      "examples/existing-app",
      "examples/food-delivery",
      "test",
      "vitest.workspace.ts",
      "scripts",
      "verification/versions",
    ],
    // An example of what the check finds is full of violations; its own configuration and the tests of cli hold it to them.
    ignore: ["examples/big-ball-of-mud", "packages/cli/test/cases"],
    edges: {
      cli: ["core", "data", "http", "messaging"],
      conformance: ["core"],
      data: ["core"],
      frameworks: ["conformance", "core", "http", "test-support"], // conformance and test-support in tests only
      http: ["conformance", "core", "test-support"], // all but core in tests only: the floors say so
      inversify: ["core"],
      messaging: ["conformance", "core"], // all but core in tests only
      opentelemetry: ["core", "http"], // http in tests only
      testing: ["conformance", "core", "http"],
      "test-support": ["core"],
      verification: ["conformance", "core", "frameworks", "http", "messaging", "test-support", "testing"],
    },
    floors: [
      {
        within: ".",
        order: [
          ["bench", "examples", "verification"],
          "**/*.test.ts",
          "packages/*/test",
          "test-support",
          ["packages/cli", "packages/frameworks", "packages/testing"],
          [
            "packages/conformance",
            "packages/data",
            "packages/http",
            "packages/inversify",
            "packages/messaging",
            "packages/opentelemetry",
          ],
          "packages/core",
        ],
      },
      {
        within: "packages/core/src",
        order: [
          "application",
          ["openapi", "signing", "wire"],
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
      { within: "packages/http/src", order: ["jwt", ["client", "server"], "node", ["binding", "security"]] },
      {
        within: "packages/testing/src",
        order: [
          // Names the face that Vitest is to run in front of each test file.
          "vitest/record-interactions.ts",
          "vitest-setup.ts",
          ["msw", "pact", "provider-check", "undici", "vitest"],
          "verify",
          "record",
          "mock",
          "fake",
          ["certificate", "fault-proxy"],
        ],
      },
      {
        within: "packages/conformance/src",
        order: [["cases", "random"], "runner", "service", ["target", "transcript"]],
      },
      { within: "packages/data/src", order: ["ownership", "sql"] },
      {
        within: "packages/messaging/src",
        order: [
          "conformance",
          ["hub", "job", "saga", "server"],
          ["client", "operate"],
          ["binding", "connection", "inbox"],
          ["broker", "queue"],
          ["database", "event"],
        ],
      },
      { within: "packages/frameworks/src", order: [["dispatcher", "serve", "transport"], "memory"] },
      {
        within: "packages/frameworks/src/memory",
        order: [
          "dispatch-into.ts",
          ["fetch", "node"],
          ["app.ts", "internal-request.ts", "request-body.ts", "response-flow.ts", "turns.ts"],
          "request-head.ts",
          ["dispatch-types.ts", "sub-request-error.ts"],
        ],
      },
      { within: "packages/inversify/src", order: ["module", "container"] },
      {
        within: "packages/cli/src",
        order: [
          "command",
          ["check", "diff", "events", "explain", "generate", "import", "openapi"],
          ["print", "cache"],
          "model",
          ["contract-source", "schema"],
          "config",
          "loading",
          "error",
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
      {
        within: "verification/src",
        order: [["conformance", "reliability", "walk"], "planted-secrets", "hostile-inputs", ["sampling", "targets"]],
      },
      {
        within: "bench/src",
        order: [
          ["cli", "compare", "events", "frameworks", "safety", "scale", "soak", "startup", "types", "values"],
          ["http", "in-process"],
          ["peers", "seamline"],
          ["repository", "subject"],
          "harness",
        ],
      },
    ],
    baseline: { folder: "test/boundaries" },
  },
} satisfies SeamlineConfig;
