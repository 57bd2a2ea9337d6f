/** What the `seamline` command needs to know of this repository. */

import { defineConfig } from "@seamline/cli";

export default defineConfig({ clients: ["clients/*"], application: "./app/application.ts" });
