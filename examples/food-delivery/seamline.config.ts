/** The configuration of the `seamline` command. */

import { defineConfig } from "@seamline/cli";

export default defineConfig({
  clients: ["clients/*"],
  application: "./app/application.ts",
  check: {
    modules: ["modules/*"],
    shared: ["shared/*"],
    roots: ["app", "test"],
    edges: {
      courier: ["customer", "restaurant"],
      customer: ["courier", "restaurant"],
      restaurant: ["customer"], // for its events
    },
    forbidden: { "*": ["@seamline/http", "undici", "pg", "node:sqlite"] },
    baseline: { mode: "frozen" },
  },
});
