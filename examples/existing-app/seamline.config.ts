/** The configuration of the `seamline` command. */

import { defineConfig } from "@seamline/cli";

export default defineConfig({ clients: ["clients/*"], application: "./src/application.ts" });
