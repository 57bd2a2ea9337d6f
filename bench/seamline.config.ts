/** The `seamline` configuration of the measured service. */

import { defineConfig } from "@seamline/cli";

export default defineConfig({ clients: ["clients/*"] });
