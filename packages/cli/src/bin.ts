#!/usr/bin/env node
/** The `seamline` command. */

import { enableCompileCache } from "node:module";

enableCompileCache(); // what is compiled once, zod and contracts included, starts faster the next time
const { createProgram } = await import("./command/program.ts");
await createProgram().parseAsync();
