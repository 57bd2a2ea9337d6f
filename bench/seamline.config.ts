/** What the `seamline` command needs to know of the measured service. */

import { defineConfig } from "@seamline/cli";

export default defineConfig({ clients: ["clients/*"] });
